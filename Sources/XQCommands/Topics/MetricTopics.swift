// What each metric of an error means: the pages behind `help sqnr`.

import XQConsole

/// Help on the columns of `errors`, one page a metric.
enum MetricTopics {
  /// One metric, as its page says it.
  private struct Page {
    let name: String
    let title: String
    let formula: String
    let unit: String
    let good: String
    let edges: String
    let remark: String
  }

  static let all: [Host.Topic] = pages.map { page in
    Host.Topic(
      name: page.name, summary: "metric: \(page.title)",
      text: """
        \(page.name): \(page.title)

          \(page.formula)
          x: the float model's elements, y: the quantized model's, n: how many pairs are finite

          unit       \(page.unit)
          good       \(page.good)
          edges      \(page.edges)

        \(page.remark)

        see also: errors, threshold
        """)
  }

  static let names = pages.map(\.name)

  /// `Σ(x-y)²/n`; `nil` for a name that is no metric's.
  static func formula(of metric: String) -> String? { pages.first { $0.name == metric }?.formula }

  private static let pages = [
    Page(
      name: "mse", title: "mean squared error", formula: "Σ(x-y)²/n", unit: "the square of the tensor's", good: "low",
      edges: "0 where both are the same; none without a pair of finite elements",
      remark: "It grows with the size of the layer's values: a limit on it suits tensors of one size."),
    Page(
      name: "cs", title: "cosine similarity", formula: "Σxy/√(Σx²Σy²)", unit: "none, from -1 to 1", good: "1",
      edges: "1 where both tensors are zero, 0 where one is; none without a pair of finite elements",
      remark: "It sees the direction alone: a tensor that is twice as large has 1."),
    Page(
      name: "sqnr", title: "signal to quantization noise", formula: "10 log10(Σx²/Σ(x-y)²)", unit: "decibels",
      good: "high",
      edges: "inf without noise, also without signal; -inf with noise and no signal",
      remark: "It is free of the layer's scale: at 15 dB the error has 3 % of the signal's power, at 20 dB 1 %."),
    Page(
      name: "nrmse", title: "root mean squared error over the signal's", formula: "√(Σ(x-y)²/Σx²)", unit: "none",
      good: "low", edges: "0 without noise; inf with noise and no signal",
      remark: "The same as sqnr on another scale: 0.1 is 20 dB, 0.18 is 15 dB."),
    Page(
      name: "max_abs", title: "largest difference of one element", formula: "max |x-y|", unit: "the tensor's",
      good: "low", edges: "none without a pair of finite elements",
      remark: "One element decides it: a clipped outlier shows here first."),
    Page(
      name: "bias", title: "mean difference", formula: "Σ(y-x)/n", unit: "the tensor's", good: "0",
      edges: "none without a pair of finite elements",
      remark: "What is left when rounding averages out: a shift that following layers add up."),
  ]
}
