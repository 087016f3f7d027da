"""Names, words and places for made-up runners."""

FIRST = (
    "Mara", "Tomás", "Aoife", "Dele", "Hana", "Jean-Luc", "Priya", "Sam", "Inês", "Noor", "Lukas", "Ewa",
    "Kofi", "Greta", "Yusuf", "Clara", "Bruno", "Saoirse", "Mikkel", "Leila", "Owen", "Paula", "Anton", "Rosa",
)  # fmt: skip
LAST = (
    "Lindqvist", "Rivero", "Brennan", "Okafor", "Sato", "Petit", "Raman", "Whitlock", "Carvalho", "Haddad",
    "Brandt", "Nowak", "Mensah", "Holm", "Demir", "Weiss", "Almeida", "Kearney", "Dahl", "Farahani", "Pryce",
    "Moreno", "Sokol", "Vidal",
)  # fmt: skip
ZONES = ("Europe/Dublin", "Europe/Berlin", "Europe/Madrid", "Europe/Lisbon", "America/New_York")
NOTES_HARD = (
    "Argument before I left. Chased it the whole way.",
    "Could not hold back. Calf grumbling.",
    "Head full of work, legs did what they wanted.",
    "Meant to go easy and did not.",
)
NOTES_GOOD = (
    "Slow on purpose. Helped.",
    "Fog over the river, nobody else out.",
    "First one in weeks that felt like mine.",
    "Ran with Jo, talked the whole way.",
    "Nothing special, and that was nice.",
)


def name(number: int) -> str:
    """A plausible name; the first twenty-four pair up, later ones mix."""
    return f"{FIRST[number % len(FIRST)]} {LAST[(number + 5 * (number // len(FIRST))) % len(LAST)]}"
