"""python -m bot: see `bot.commands`."""

import sys

try:
    from bot.commands import main
except ModuleNotFoundError as error:
    sys.exit(f"thiếu thư viện Python «{error.name}»; chạy: make setup, rồi .venv/bin/python -m bot ...")

if __name__ == "__main__":
    main()
