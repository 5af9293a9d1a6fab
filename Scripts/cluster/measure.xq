# Measures what '--set slice=NUMBER/COUNT' names of the comparison $c that a script makes, and saves it.
param comparison = "comparison.xq"
param out = "part.xqm"

source $comparison
save $c $out
