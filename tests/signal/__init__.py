"""`make bench-signal`: how well the balance tells a drift from a usual stretch, on invented runners with a known truth.

Everything here is synthetic. It compares ways of reading the same answers with each other; it says nothing about
how often any of them is right about a person.
"""
