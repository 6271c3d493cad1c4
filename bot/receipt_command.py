"""`python -m bot receipt-of 7KQ2MN-9`: the answer behind an id, word for word."""

from __future__ import annotations

from datetime import date

import click

from bot import answer_ids, config, receipts
from bot.processes import open_store
from bot.why import FACETS

PARTS = {str(facet): name for facet, name in FACETS.items()}


@click.command("receipt-of")
@click.argument("typed", nargs=-1, required=True, metavar="MÃ")
def command(typed: tuple[str, ...]) -> None:
    """Xem đúng nguyên văn lời đáp mang MÃ trả lời, dù sổ đã đổi. Chữ thường, có dấu cách, thiếu gạch đều được."""
    short = answer_ids.read(" ".join(typed))
    if short is None:
        raise click.UsageError(f"«{' '.join(typed)}» gõ sai: mã có dạng 7KQ2MN-9, không có chữ O, I, L, số 0, 1")
    with open_store(config.load()).read() as connection:
        found = receipts.find(connection, short)
    if found is None:
        raise click.UsageError(
            f"mã {short} viết đúng nhưng kho này không có: bot chưa từng trả lời, hoặc đã hết hạn giữ"
        )
    basis, facets = found.basis, found.basis.facets.split()
    told = {
        "Mã trả lời": found.id,
        "Thủ tục": basis.procedure or "không (việc ngoài sổ)",
        "Bản có hiệu lực từ": f"{date.fromisoformat(basis.edition):%d/%m/%Y}" if basis.edition else "không có",
        "Phần được hỏi": ", ".join(PARTS.get(facet, facet) for facet in facets) or "không hỏi riêng phần nào",
        "Nơi giải quyết": basis.agency or "quầy",
        "Sổ tri thức": basis.book,
        "Trả lời lần đầu ngày": f"{found.first:%d/%m/%Y}",
        "Lần cuối ngày": f"{found.last:%d/%m/%Y}",
        "Số lần": str(found.n),
    }
    for label, value in told.items():
        click.echo(f"{label}: {value}")
    for number, text in enumerate(found.texts, 1):
        click.echo(f"\n--- tin {number}/{len(found.texts)} ---\n{text}")
