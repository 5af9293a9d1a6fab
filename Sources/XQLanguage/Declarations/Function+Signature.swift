// What each function takes and gives: for binding, `help functions` and completion.

extension Function {
  /// How a function is called.
  public struct Signature: Sendable {
    /// The names of the arguments, in order; the last one stands for all that follow where `maximum` is larger.
    public let parameters: [String]
    /// The least and the largest number of arguments; no largest one is `nil`.
    public let minimum: Int
    public let maximum: Int?
    /// One line, lower case, without a full stop.
    public let summary: String
    /// An expression, and what it is.
    public let example: (text: String, value: String)

    /// `quantile(list, q)`, optional arguments in brackets.
    public func text(of function: Function) -> String {
      let shown = parameters.enumerated().map { $0.offset < minimum ? $0.element : "[\($0.element)]" }
      return "\(function.rawValue)(\(shown.joined(separator: ", "))\(maximum == nil ? ", …" : ""))"
    }
  }

  public var signature: Signature {
    switch self {
    case .abs: one("x", "the number without its sign", "abs(-3)", "3")
    case .min: many("the smallest of a list, or of several numbers", "min(3, 1, 2)", "1")
    case .max: many("the largest of a list, or of several numbers", "max([3, 1, 2])", "3")
    case .sqrt: one("x", "the square root; nan below zero", "sqrt(9)", "3")
    case .pow: Signature(["x", "exponent"], 2, "the power of a number", "pow(2, 10)", "1024")
    case .log10: one("x", "the logarithm to base ten; -inf of zero", "log10(1000)", "3")
    case .round:
      Signature(["x", "decimals"], 1, "to the nearest whole number, or to so many decimals", "round(2.7)", "3")
    case .floor: one("x", "the next whole number below", "floor(2.7)", "2")
    case .ceil: one("x", "the next whole number above", "ceil(2.1)", "3")
    case .sum: one("list", "the sum", "sum([1, 2, 3])", "6")
    case .mean: one("list", "the arithmetic mean", "mean([1, 2, 3])", "2")
    case .median: one("list", "the middle, or the mean of the two in the middle", "median([1, 9, 2])", "2")
    case .quantile:
      Signature(["list", "q"], 2, "the value below which a share q lies", "quantile([0, 1, 2, 3, 4], 25%)", "1")
    case .len: one("x", "how many items, keys, rows or characters", "len([4, 5])", "2")
    case .range:
      Signature(["from", "to"], 2, "whole numbers from the first to the last", "range(1, 3)", "[1, 2, 3]")
    case .unique: one("list", "each value once, in order of first appearance", "unique([1, 2, 1])", "[1, 2]")
    case .first: one("list", "the first item, none of an empty list", "first([4, 5])", "4")
    case .last: one("list", "the last item, none of an empty list", "last([4, 5])", "5")
    case .lower: one("text", "in small letters", "lower(\"Conv\")", "conv")
    case .upper: one("text", "in capital letters", "upper(\"Conv\")", "CONV")
    case .contains: Signature(["text", "part"], 2, "whether a text has a part", "contains(\"conv1\", \"v1\")", "true")
    case .starts: Signature(["text", "part"], 2, "whether a text starts so", "starts(\"conv1\", \"conv\")", "true")
    case .ends: Signature(["text", "part"], 2, "whether a text ends so", "ends(\"conv1\", \"1\")", "true")
    case .replace:
      Signature(
        ["text", "part", "by"], 3, "a text with each occurrence replaced", "replace(\"a.b\", \".\", \"/\")", "a/b")
    case .split: Signature(["text", "by"], 2, "the parts of a text", "split(\"a/b\", \"/\")", "[\"a\", \"b\"]")
    case .join: Signature(["list", "by"], 2, "the items as one text", "join([1, 2], \"-\")", "1-2")
    case .missing: one("x", "whether the value is none", "missing(none)", "true")
    case .close:
      Signature(
        ["a", "b", "relative"], 2, "whether two numbers differ by no more than a share of the larger",
        "close(1, 1.0000001, 1e-6)", "true")
    case .exists: one("path", "whether there is such a file or folder", "exists(\"nowhere.onnx\")", "false")
    case .glob: one("pattern", "the paths that fit, sorted by bytes", "glob(\"nowhere/*.onnx\")", "[]")
    case .basename: one("path", "the last part of a path", "basename(\"runs/a.onnx\")", "a.onnx")
    case .dirname: one("path", "a path without its last part", "dirname(\"runs/a.onnx\")", "runs")
    case .number: one("x", "a text as a number, a quantity without its unit", "number(\"0.5\")", "0.5")
    case .string: one("x", "the one-line text of a value", "string(15dB)", "15 dB")
    case .now: Signature([], 0, "date and time, as text", "len(now()) > 0", "true")
    }
  }

  /// Whether it makes one value of a whole list, which one cell of a row cannot be.
  var isAggregate: Bool {
    switch self {
    case .sum, .mean, .median, .quantile, .min, .max: true
    default: false
    }
  }

  private func one(_ parameter: String, _ summary: String, _ example: String, _ value: String) -> Signature {
    Signature([parameter], 1, summary, example, value)
  }

  private func many(_ summary: String, _ example: String, _ value: String) -> Signature {
    Signature(["x"], 1, isOpen: true, summary, example, value)
  }
}

extension Function.Signature {
  init(
    _ parameters: [String], _ minimum: Int, isOpen: Bool = false, _ summary: String, _ example: String, _ value: String
  ) {
    self.parameters = parameters
    self.minimum = minimum
    maximum = isOpen ? nil : parameters.count
    self.summary = summary
    self.example = (example, value)
  }
}
