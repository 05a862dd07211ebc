"""English in depth: parts of speech, clauses, third person, wishes. The other languages quote instead."""
