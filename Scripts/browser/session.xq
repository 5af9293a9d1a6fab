# Goes behind investigate.xq for the page of Scripts/test --browser: causes, pictures, a mistake.

section "All layers"
errors $cmp

section "Why"
judge $cmp
note "The names of layers lead to their rows, and so do the marks of the picture."
plot errors $cmp
plot histogram conv5 $cmp --data val

section "A mistake"
try { load nowhere.onnx } else { print "there is no such model" }
expect $cmp.val.top1_agreement >= 95%, "shown to fail"
