// What expressions are, text by text (language.md, section 4).

import Testing
import XQConsole
import XQLanguage

@Suite struct EvaluatorTests {
  /// An expression, and what `print ("{…}")` of it is.
  static let values: [(String, String)] = [
    // Numbers
    ("5%", "0.05"), ("1_000", "1000"), ("1e-4", "0.0001"), ("0.1 + 0.2", "0.30000000000000004"), ("7 / 2", "3.5"),
    ("1 / 0", "inf"), ("-1 / 0", "-inf"), ("0 / 0", "nan"), ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"), ("--3", "3"),
    ("-2 - -2", "0"), ("10 - 4 - 3", "3"), ("8 / 4 / 2", "1"),
    // Quantities
    ("15dB", "15 dB"), ("15dB + 1", "16 dB"), ("1 + 15dB", "16 dB"), ("15dB - 3dB", "12 dB"), ("2GiB + 1", "3 GiB"),
    ("15dB * 2", "30 dB"), ("2 * 15dB", "30 dB"), ("15dB / 2", "7.5 dB"), ("30dB / 15dB", "2"), ("1GiB / 1MiB", "1024"),
    ("-(3dB)", "-3 dB"), ("100ms + 1s", "1100 ms"), ("2GiB > 500MB", "true"), ("100ms < 1s", "true"),
    ("15dB > 14", "true"), ("14 < 15dB", "true"), ("15dB == 15", "true"), ("1min == 60s", "true"),
    ("15dB == 15s", "false"),
    ("number(2KiB)", "2048"), ("number(100ms)", "0.1"), ("number(15dB)", "15"),
    // none
    ("none", "-"), ("none + 1", "-"), ("1 - none", "-"), ("none * 2", "-"), ("-none", "-"), ("none < 1", "false"),
    ("1 >= none", "false"), ("none == none", "true"), ("none == 0", "false"), ("none.a.b", "-"), ("none[0]", "-"),
    ("not none", "true"), ("none and true", "false"), ("none or true", "true"), ("none + 3dB", "-"),
    // Equality and order
    ("1 == \"1\"", "false"), ("1 != \"1\"", "true"), ("nan == nan", "false"), ("nan != nan", "true"),
    ("nan < 1", "false"), ("inf == inf", "true"), ("-inf < inf", "true"), ("[1, 2] == [1, 2]", "true"),
    ("[1] == [1, 2]", "false"), ("{a: 1, b: 2} == {b: 2, a: 1}", "true"), ("true == true", "true"),
    ("\"a\" < \"b\"", "true"), ("\"Z\" < \"a\"", "true"), ("\"é\" > \"z\"", "true"), ("0.1 + 0.2 == 0.3", "false"),
    ("close(0.1 + 0.2, 0.3, 1e-9)", "true"), ("close(1, 2, 0.1)", "false"), ("close(1dB, 1.01dB, 5%)", "true"),
    ("close(nan, nan, 1)", "false"), ("close(inf, inf, 0.1)", "true"), ("close(none, 1, 1)", "false"),
    // Conditions
    ("true and not false", "true"), ("false and 1 / 0 > 0", "false"), ("true or false", "true"),
    ("3 in [1, 2, 3]", "true"), ("\"a\" in {a: 1}", "true"), ("\"b\" in {a: 1}", "false"), ("4 in [1, 2]", "false"),
    ("none in [none]", "true"), ("15 in [15dB]", "true"), ("1 in none", "false"),
    // Globs
    ("\"conv1\" ~ \"conv*\"", "true"), ("\"a/b/conv\" ~ \"*/conv\"", "true"), ("\"conv1\" ~ \"conv\"", "false"),
    ("\"conv1\" ~ \"conv?\"", "true"), ("\"conv2\" ~ \"conv[1-3]\"", "true"), ("\"Conv1\" ~ \"conv*\"", "false"),
    ("none ~ \"*\"", "false"),
    // Lists, records, tables
    ("[1, \"a\", none]", "[1, \"a\", -]"), ("[1] + [2, 3]", "[1, 2, 3]"), ("[1, 2, 3][0]", "1"), ("[1, 2, 3][-1]", "3"),
    ("{a: 1, \"b c\": 2}", "{a: 1, \"b c\": 2}"), ("{a: {b: [5, 6]}}.a.b[1]", "6"), ("{a: 1}[\"a\"]", "1"),
    ("{in: 1}.in", "1"), ("[{a: 1}, {b: 2}].a", "[1, -]"), ("$(sample).layer[0]", "conv1"),
    ("$(sample)[0].layer", "conv1"), ("$(sample)[-1].layer", "fc2"), ("$(sample)[2].sqnr", "4.13 dB"),
    ("len($(sample).mse)", "6"), ("$(sample)[\"layer\"][1]", "conv2"), ("$(open red).label", "red"),
    ("$(open red)[\"size\"]", "3"), ("$(sample | where mse > 9 | first).layer", "-"),
    // Text
    ("\"a\\tb\"", "a\tb"), ("'raw {x} it''s'", "raw {x} it's"), ("\"{1 + 1} and {\"{2}\"}\"", "2 and 2"),
    ("\"{0.123:1%}\"", "12.3 %"), ("\"{3.14159:.2}\"", "3.14"), ("\"{15.26dB:.1}\"", "15.3 dB"),
    ("\"{123456:3g}\"", "1.23e5"), ("\"{none}\"", "-"), ("\"{[1, 2]}\"", "[1, 2]"), ("\"\\u{41}\"", "A"),
    ("\"{\"a\":.2}\"", "a"), ("\"{true}\"", "true"),
    ("$here", "."), ("$facts.version", "1.0"), ("$facts.engine", "none"), ("$facts.settings.threads", "2"),
  ]

  @Test(arguments: values)
  func valueOfAnExpression(_ text: String, _ expected: String) {
    #expect(TestHost.output(of: "print (\(text))") == expected + "\n")
  }

  static let functions: [(String, String)] = [
    ("abs(-3)", "3"), ("abs(-3dB)", "3 dB"), ("abs(none)", "-"), ("sqrt(9)", "3"), ("sqrt(-1)", "nan"),
    ("pow(2, 10)", "1024"), ("pow(none, 2)", "-"), ("log10(1000)", "3"), ("log10(0)", "-inf"),
    ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(2.345, 2)", "2.35"), ("round(1234, -2)", "1200"),
    ("round(2.4GiB)", "2 GiB"), ("floor(-2.5)", "-3"), ("ceil(2.1)", "3"), ("floor(inf)", "inf"),
    ("min(3, 1, 2)", "1"), ("max([3, 1, 2])", "3"), ("min([])", "-"), ("min([none, 2])", "2"), ("max(none, 2)", "2"),
    ("max([1, nan])", "nan"), ("min([inf, -inf])", "-inf"), ("max([1dB, 3dB])", "3 dB"), ("max([1dB, 4])", "4 dB"),
    ("sum([1, none, 2])", "3"), ("sum([])", "-"), ("sum([none])", "-"), ("sum([1e100, 1, -1e100])", "1"),
    ("sum([inf, -inf])", "nan"), ("mean([1, 2, none])", "1.5"), ("mean([1dB, 2dB])", "1.5 dB"),
    ("mean([1, inf])", "inf"),
    ("median([3, 1, 2])", "2"), ("median([1, 2, 3, 4])", "2.5"), ("median([1, nan])", "nan"), ("median([])", "-"),
    ("median([inf, 1, inf])", "inf"), ("quantile([0, 1, 2, 3, 4], 25%)", "1"), ("quantile([1, 2], 0.5)", "1.5"),
    ("quantile([1, 2, 3], 1)", "3"), ("quantile([], 0.5)", "-"),
    ("len([1, none])", "2"), ("len(\"häß\")", "3"), ("len({a: 1})", "1"), ("len($(sample))", "6"), ("len(\"\")", "0"),
    ("range(1, 3)", "[1, 2, 3]"), ("range(3, 1)", "[]"), ("range(-1, 1)", "[-1, 0, 1]"),
    ("unique([1, 2, 1, \"1\"])", "[1, 2, \"1\"]"), ("unique([nan, nan, none, none])", "[nan, -]"),
    ("first([4, 5])", "4"), ("last([4, 5])", "5"), ("first([])", "-"), ("first($(sample)).layer", "conv1"),
    ("lower(\"ÄB\")", "äb"), ("upper(\"conv\")", "CONV"), ("contains(\"conv1\", \"v1\")", "true"),
    ("contains(\"conv1\", \"\")", "true"), ("starts(\"conv1\", \"conv\")", "true"), ("ends(\"conv1\", \"1\")", "true"),
    ("ends(\"1\", \"conv1\")", "false"), ("replace(\"a.b.c\", \".\", \"/\")", "a/b/c"),
    ("replace(\"abc\", \"\", \"-\")", "abc"),
    ("split(\"a/b//c\", \"/\")", "[\"a\", \"b\", \"\", \"c\"]"), ("split(\"\", \"/\")", "[\"\"]"),
    ("join([1, none, \"b\"], \"-\")", "1-b"), ("lower(none)", "-"), ("missing(none)", "true"),
    ("missing(nan)", "false"),
    ("number(\"0.5\")", "0.5"), ("number(\"-3\")", "-3"), ("number(\"inf\")", "inf"), ("number(none)", "-"),
    ("string(15dB)", "15 dB"), ("string(0.1)", "0.1"), ("now()", "2026-01-31T12:00:00Z"),
    ("basename(\"runs/a.onnx\")", "a.onnx"), ("basename(\"/\")", "/"), ("basename(\"a/\")", "a"),
    ("dirname(\"runs/a.onnx\")", "runs"), ("dirname(\"a.onnx\")", "."), ("dirname(\"/a\")", "/"),
    ("dirname(\"/a/b\")", "/a"),
    ("exists(\"no/such/file\")", "false"), ("glob(\"no/such/*.onnx\")", "[]"),
  ]

  @Test(arguments: functions)
  func valueOfAFunction(_ text: String, _ expected: String) {
    #expect(TestHost.output(of: "print (\(text))") == expected + "\n")
  }

  /// The example of each function is what its signature says.
  @Test(arguments: Function.allCases)
  func exampleOfAFunction(_ function: Function) {
    let example = function.signature.example
    #expect(TestHost.output(of: "print (\(example.text))") == example.value + "\n")
  }

  /// Texts of several statements, and what they print.
  static let programs: [(String, String)] = [
    ("let x = 1\nlet x = $x + 1\nprint $x", "x = 1\nx = 2\n2\n"),
    ("for i in range(1, 5) { if $i == 2 { next }\nif $i > 3 { print \"big\" } else { print $i } }", "1\n3\nbig\nbig\n"),
    ("for r in [{a: 1}, {a: 2}] { print ($r.a * 2) }", "2\n4\n"),
    ("for r in $(sample | head 2) { print $r.layer }\nprint $r.op", "conv1\nconv2\nConv\n"),
    ("if none { print 1 } else if true { print 2 }", "2\n"),
    ("def twice(n: number, --plus = 0) { return $n * 2 + $plus }\nprint $(twice 4) $(twice 1 --plus 3)", "8 5\n"),
    ("def f() { print \"in\" }\nf\nlet x = f", "in\nin\nx = -\n"),
    ("let a = 1\ndef f() { let a = 2\nprint $a }\nf\nprint $a", "a = 1\n2\n1\n"),
    ("def f(n) { if $n <= 1 { return 1 }\nreturn $n * $(f ($n - 1)) }\nf 5", "120\n"),
    ("def f() { for i in [1, 2, 3] { if $i == 2 { return $i } } }\nf", "2\n"),
    ("def f(a, b = $a + 1) { return [$a, $b] }\nf 1\nf 1 5", "[1, 2]\n[1, 5]\n"),
    ("def f() { return }\nf\nprint \"after\"", "after\n"),
    (
      "try { break-engine } else e { print $e.code $e.line \"{$e.file}: {$e.message}\" }",
      "XQ9501 1 test.xq: the engine is broken\n"
    ),
    ("try { let x = [1][5] } else { print \"caught\" }", "caught\n"),
    (
      "try { try { break-engine } else { let y = {a: 1}\nprint $y.b } } else e { print $e.code }",
      "y = {a: 1}\nXQ0302\n"
    ),
    ("3 + 4\nprint ($last + 1)", "7\n8\n"),
    ("\"text\"", "text\n"), ("[1, 2]", "[1, 2]\n"), ("none", "-\n"), ("true", "true\n"),
    ("{layer: \"a\", mse: 0.123456}", "layer  a\nmse    0.1235\n"),
    ("open red", "box1: box red\n"), ("let b = open red", "b = box red\n"),
    ("let b = open red\n$b\nshow $b", "b = box red\nb: box red\nbox red\nlabel  red\nsize   3\n"),
    ("let n = 2\nsample | where sqnr < $n * 10 and op == \"Conv\" | select layer", "n = 2\nlayer\nconv2\nconv3\n"),
    ("sample | where mse > $(sample | first).mse * 100 | count", "2\n"),
    ("sample | where $it.layer ~ \"conv*\" and $it[\"mse\"] > 0.1 | select layer", "layer\nconv3\n"),
    ("sample | derive ratio = mse * 2 | where ratio > 0.5 | select layer ratio", "layer   ratio\nconv3  0.8242\n"),
    ("measure red-box", "7\n"), ("let b = open red\nmeasure $b", "b = box red\n3\n"),
    (
      "let t = sample\nlet l = $t.mse",
      "t = table of 6 rows: layer op mse sqnr degraded\nl = [0.00071, 0.0913, 0.4121, 0, 0.02, nan]\n"
    ),
    ("let l = [1]\nlet l = $l + [2]\nlet l = $l + $l", "l = [1]\nl = [1, 2]\nl = [1, 2, 1, 2]\n"),
    ("let s = \"x\"\nlet q = 15dB\nlet r = [{a: 1}]", "s = \"x\"\nq = 15 dB\nr = [{a: 1}]\n"),
  ]

  @Test(arguments: programs)
  func whatATextPrints(_ text: String, _ expected: String) {
    #expect(TestHost.output(of: text) == expected)
  }
}
