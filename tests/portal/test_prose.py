"""Approved words as lists and paragraphs; addresses as links, everything else escaped."""

from portal.prose import Group, groups, linked, spoken


def test_dashes_numbers_and_headings_are_told_apart() -> None:
    text = "Nộp tại:\n- quầy A\n- quầy B\n\n1. Nộp\n2. Nhận\nBot chưa có con số."
    assert groups(text) == [
        Group("h", ("Nộp tại",)),
        Group("ul", ("quầy A", "quầy B")),
        Group("ol", ("Nộp", "Nhận")),
        Group("p", ("Trang này chưa có con số.",)),
    ]


def test_the_page_speaks_where_the_words_name_the_bot() -> None:
    assert spoken("Bot chưa có; bot chỉ nơi nộp. Robot, BOT") == "Trang này chưa có; trang này chỉ nơi nộp. Robot, BOT"


def test_addresses_become_links_and_markup_stays_text() -> None:
    assert linked("Xem https://dichvucong.gov.vn/a?b=1&c. <b>") == (
        'Xem <a href="https://dichvucong.gov.vn/a?b=1&amp;c">https://dichvucong.gov.vn/a?b=1&amp;c</a>. &lt;b&gt;'
    )
    assert linked("javascript:alert(1) http://x") == "javascript:alert(1) http://x"
