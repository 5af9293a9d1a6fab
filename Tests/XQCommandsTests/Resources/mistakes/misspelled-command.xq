# One mistake: a letter of 'errors' is missing.
let cmp = compare example:digits/float example:digits/int8 --val example:digits/val
erors --data val | where degraded
