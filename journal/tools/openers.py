"""First sentences for asking somebody, and how to look for somebody who does it for a living."""

OPENERS: tuple[str, ...] = (
    "Could you run with me on Thursday? I need company, not pace.",
    "Do you have ten minutes today? I don’t need advice, just somebody who listens.",
    "It has been a rough week. Can I tell you about it on a walk?",
    "Nothing is on fire. I would just like to hear your voice.",
    "I have been carrying something around for a while. May I put it down with you for half an hour?",
    "Can you ask me next week how I am doing, and not believe the first “fine”?",
    "I snapped at you the other day, and it was not about you. Can we talk?",
    "I could use a second head for a decision. Coffee on me?",
)

# What may be worth a professional's time: plain things a person can notice themselves, and no diagnosis.
WORTH_IT: tuple[str, ...] = (
    "It has been heavy for most days of two weeks or longer.",
    "Sleep, work or the people around you get less and less of you.",
    "You run to get away from it, and it is there again when you stop.",
    "You keep running although a doctor, your body or somebody close says rest.",
    "What used to help does not help any more.",
    "You would like to. That alone is reason enough.",
)
HOW_TO: tuple[tuple[str, str], ...] = (
    ("Start where you are known",
     "A family doctor can listen, look for other causes and tell you what there is nearby."),
    ("Ask who pays before you begin",
     "Insurance, work, a university or a club may cover some of it. Nobody minds the question."),
    ("Write two sentences and send them",
     "“I am looking for an appointment. It is about …, and it has been like that since …” is a whole e-mail."),
    ("Ask several at once", "Waiting is common. Asking three people is not rude."),
    ("Look for a fit",
     "After two or three meetings ask yourself whether you can be honest there. If not, changing is allowed."),
    ("If it cannot wait",
     "The emergency number and the lines on the support page are for that, in the middle of the night too."),
)  # fmt: skip
