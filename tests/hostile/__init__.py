"""What broken programs, curious people and attackers send.

Some usual tricks find nothing here to be tried on: there are no tags (needs are a closed list), no birthdays, no hours
of sleep (a scale), no dates in addresses, no calendar feeds and no exports to keep after leaving, no JSON that people
send (but the passkey's answer), and no clock but the server's: a browser names its time zone once, at sign-up.
"""
