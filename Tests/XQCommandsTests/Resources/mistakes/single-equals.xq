# One mistake: '=' where two values are compared.
let cmp = compare example:digits/float example:digits/int8 --val example:digits/val
errors --data val | where mse = 3
