"""The bot. Modules stand in one order of import; each may use only what stands above it.

Deciding, pure (no I/O, no clock, no logging):
  keys           the table of knowledge keys: English name and Vietnamese key
  messages       outcomes, facets, replies, memory, decisions
  words          folding, abbreviations and everyday words of what people type
  letters        long texts: courtesies left out, the question found, the passages to read
  names          names of persons in a text, guessed
  masking        what identifies a person taken out of a text
  facts          typed scalars, facts with source and confidence
  procedures     procedures and their editions
  checklists     one's own papers by answers, and the code of the answers
  calendar       days off and exchanged working days
  offices        the counters as of a date
  matters        matters outside the book, small talk
  register       the printed codes and print runs, for ever
  outgoing       addresses that our pages lead to, and what they must show
  due            when a result is due, counted from the day of filing
  redaction      numbers and mail addresses blacked out in a complaint
  complaint_rules  what holds for complaints: days, words that tell the kinds apart
  book           all knowledge as one value
  plans          the last day to file for a wanted day, with what comes first
  asked_days     the day a question names: of filing, or by which the result is needed
  notions        what people mean, whichever words they use
  slips          the known syllables one slip away
  spelling       repair of what fingers and keyboards do to syllables
  signs          a text as words, neighbours and notions
  subjects       everything a question may be about
  sums           a number for every subject, rows of them added at once
  evidence       how strongly signs speak for each subject
  ranking        all subjects ranked for one text
  gate           one final score and one gate: answer, offer, or leave
  matching       which subject is meant: answer, choose, or say who does it (keeper of rapidfuzz)
  gaps           questions that were not answered, masked and gathered by likeness
  national       the national catalogue's names nearest to a question
  facet_words    words around the names of a procedure's parts: titles, mere names, amounts
  spans          which words of a clause ask for something, and which only name it
  whether        what a yes-or-no question asks for
  asked          which of the phrases named in a text ask for a part
  facets         which part of it
  codes          QR codes of the short addresses (keeper of qrcode)
  aliases        keyed names of citizens
  dossiers       a dossier without persons, its code, how it stands on a day
  cells          a cell of an export: its text and the day that it holds
  complaints     a complaint, its number, where it stands
  columns        the rows of an export read into dossiers
  sections       one facet of a procedure in words
  stretches      a long answer cut at whole lines, and what asks for the next stretch
  case_words     one's own papers in words
  counter_words  the counters in words: today, hours, addresses, days off
  due_words      the return date and the last day to file, in words
  differences    what reads differently on two days or with two books
  truth          how much is verified, inferred, unknown
  sheets         what a printed sheet should tell today: changes since, the fate of its code
  dossier_words  a look-up by code in words
  figures        counts from dossiers, and what of them may be published
  withheld       what of joined tables must be left out so that nothing small follows from sums
  figure_words   the figures in words
  known          what the store knows for one message
  buttons        the buttons beneath an answer, and what each asks for
  replies        approved words filled with facts
  asides         talk beside the matter, in its very words
  pointers       words that choose from a list or refuse an answer
  several        two matters in one message
  sayings        what can be said in one turn
  choices        numbers and tapped buttons
  underway       the matter of a talk said again, gone back to; what is not understood in its midst
  own_papers     the questions that lead to one's own papers, asked in a talk
  areas          a ward or commune named in a question
  following      whether a text that asks for a part goes on with what the talk is about
  counter_days   a day named in a question about the hours
  memories       what is kept from one turn to the next
  dialogues      several turns about one thing: who takes the next text
  own_data       what is kept about a citizen, in their own hands
  complaint_words  a complaint in words
  complaint_heard  words that stop, skip, go on, add, send in that talk, or tell the kind
  complaint_talk  the talk in which a complaint is made
  appointments   answers with days: when a result is due, when to file
  answer_ids     the id of an answer, and what it stands for
  ratings        how content citizens are: asked, heard
  wording        all templates of the wording file and their placeholders
  conversation   decide(message, memory, book, now) -> decision
  why            why a question was read as it was, for a clerk
Acting:
  schema         the tables, step by step
  store          connections, transactions, migration (keeper of sqlite-utils)
  tallies        counts that no table holds
  retention      what is kept how long
  config         settings and secrets
  yamlfile       one YAML file as text values with line numbers (keeper of ruamel.yaml)
  faults         the schema's faults in Vietnamese
  files          the files of the knowledge: their names, and all of them as read
  rules          what must hold across the files
  case_rules     what must hold of the questions about one's own papers
  notes          what staff should know of a sound book
  knowledge      load, check and reload the files of knowledge/
  inbox          received events, claimed per citizen
  intake         events that arrive together, stored in one commit
  outbox         replies to send, tried, sent, dead
  scans          scans of printed codes, counted without persons
  missing        papers found missing at the counter, counted by month without persons
  citizens       memory of a talk
  docket         complaints filed, looked up, acted on, with their history
  unanswered     the table of questions that were not answered
  satisfaction   ratings counted by month without persons
  deeds          what decisions want done besides their replies
  receipts       answers as they were sent, by their ids
  samples        made-up dossiers for the demonstration, and their mark
  exports        files that one-stop software exports (keeper of python-calamine)
  archive        imported dossiers, and look-ups by code
  sampling       a store of made-up days for the demonstration
  switches       the whole bot or a procedure switched off, by whom and why
  zalo           everything Zalo spells: signature, inbound, outbound, tokens, client (keeper of requests)
  dead_letters   replies given up, for staff
  records        what the store holds of dossiers, looked up; guessing limited
  limits         the token bucket, and what the worker is bound to
  turns          one event: looked at, decided, settled with its consequences
  sender         replies tried in threads, and what became of them
  presence       which workers are at work, and share the limits
  worker         the loop: claim, take a turn, send, tidy
  chores         work that comes round by the clock
  desk           the conversation of the current book
  logs           log lines without personal data
  metrics        figures for Prometheus (keeper of prometheus_client)
  processes      the web process and the worker
  evaluation     scores on a labelled file
  transcripts    written talks, replayed
  replays        what a changed book would answer otherwise
  additions      one line added to a list of a YAML file
  demo           everything of `make run` in one process tree
  misuse         wrong use of the command line, told in Vietnamese
  due_command    the command `due`
  missing_command  the command `missing`
  ratings_command  the command `ratings`
  filing         the command that imports dossiers
  receipt_command  the command that shows an answer by its id
  monthly        the command that draws up the report of a month
  gaps_command   the commands `gaps`
  backups        copies of the database, made and put back
  doctor         is everything in order, in words
  operations     commands of those who run the bot
  complaints_command  commands for complaints
  commands       the command line
"""
