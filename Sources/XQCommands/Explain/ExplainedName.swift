// What the first word of `explain` means.

import XQConsole
import XQJudge
import XQMeasure

/// A name that `explain` knows; of several meanings the first here counts.
enum ExplainedName {
  case finding(Int)
  case metric(String)
  case judge(any Judge)
  /// Layers, or tensors with a quantizer.
  case layers([String])
  case page(Host.Topic)

  /// `nil` for a name that means nothing.
  ///
  /// - Parameters:
  ///   - tensors: further names of layers, which patterns leave out.
  init?(
    _ word: String, layers: [String], tensors: [String], judges: [any Judge], topics: [Host.Topic]
  ) {
    if let rank = Int(word), rank > 0 {
      self = .finding(rank)
    } else if MetricTopics.names.contains(word) {
      self = .metric(word)
    } else if let judge = Self.judge(word, judges) {
      self = .judge(judge)
    } else if layers.contains(word) || tensors.contains(word) {
      self = .layers([word])
    } else if let topic = topics.first(where: { $0.isCalled(word) }) {
      self = .page(topic)
    } else {
      let pattern = LayerPattern(word)
      let matching = layers.filter(pattern.matches)
      guard !matching.isEmpty else { return nil }
      self = .layers(matching)
    }
  }

  /// By its name, that of its page, or a cause.
  static func judge(_ word: String, _ judges: [any Judge]) -> (any Judge)? {
    judges.first { $0.name == word || ManualPages.name(ofJudge: $0.name) == word }
      ?? judges.first { judge in judge.causes.contains { $0.rawValue == word } }
  }

  /// All names that mean something, for completion and did-you-mean.
  static func names(layers: [String], judges: [any Judge], topics: [Host.Topic]) -> [String] {
    var seen: Set<String> = []
    let names =
      MetricTopics.names + judges.flatMap { [$0.name] + $0.causes.map(\.rawValue) } + topics.map(\.name) + layers
    return names.filter { seen.insert($0).inserted }
  }
}
