"""Numbers as they are printed."""


def signed(value: float, places: int = 1) -> str:
    """+0.4, −0.5, and 0.0 without a sign; with a real minus, which is as wide as a plus and is read aloud."""
    text = f"{value:+.{places}f}"
    return text.replace("-", "−") if float(text) else text[1:]
