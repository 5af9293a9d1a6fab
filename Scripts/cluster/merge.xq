# Puts the parts together, shows the errors of the whole and saves it.
param parts = "part-*.xqm"
param whole = "whole.xqm"

let all = load $parts
save $all $whole
errors $all
