"""What the toolbox holds: closed tables of words, seconds and drawings, all of them our own."""
