# One mistake: the string does not end.
let cmp = compare example:digits/float example:digits/int8 --val example:digits/val
note "the layers below are degraded
errors --data val | where degraded
