# One mistake: a variable without its '$'.
let cmp = compare example:digits/float example:digits/int8 --val example:digits/val
expect cmp.val.accuracy_quant >= 80%
