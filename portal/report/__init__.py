"""The month for the People's Committee: sections gathered from the tables, written as PDF, XLSX and CSV.

month      a month, its days and its bounds (pure)
parts      what a report is made of: keys, sections, charts (pure)
questions  what was asked, how it was answered, what was not
unsolved   questions that nobody answered, gathered by likeness
filed      dossiers: received, finished, in time
rated      how content citizens were, where enough said so
lacking    papers that people did not have with them
complained complaints and suggestions, and how many were acted on in time
scanned    scans of the printed codes by placement
sending    how the replies travelled: how long they took, which were given up
gathering  all sections in their order: a new one is a module and a line there
tables     the report as CSV and as a workbook (keeper of xlsxwriter)
drawn      the report as PDF
files      written whole or not at all
drawing_up one month from the store to the three files
"""
