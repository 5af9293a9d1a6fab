// Which quantizers a user means.

import XQConsole
import XQLanguage
import XQMeasure

/// The quantization sites that names and patterns of layers or tensors select.
struct QuantizerSelection {
  /// Indices of sites, ascending.
  let sites: [Int]
  /// Sites that a pattern names by tensor, not by layer.
  let named: Set<Int>

  /// - Throws: XQ0416 for what matches no layer, XQ0450 for a layer or tensor without a quantizer that can be changed.
  init(_ call: Invocation, _ map: SiteMap, _ comparison: Comparison) throws(Diagnostic) {
    var (selected, named) = (Set<Int>(), Set<Int>())
    for value in call.list("layers") {
      if case .object = value { continue }
      let pattern = LayerPattern(value.text)
      var found: [Int] = []
      for (index, site) in map.sites.enumerated() {
        if pattern.matches(site.layer) {
          found.append(index)
        } else if pattern.matches(site.tensor) || pattern.matches(site.name) {
          found.append(index)
          named.insert(index)
        }
      }
      if found.isEmpty, pattern.text == "all" { found = Array(map.sites.indices) }
      guard !found.isEmpty else { throw Self.nothing(pattern, map, comparison, at: call.place(of: "layers")) }
      selected.formUnion(found)
    }
    guard !selected.isEmpty else {
      throw Diagnostic(
        .noSuchLayer, "'whatif' wants the layers whose quantizers change", at: call.place,
        help: ["whatif all --per-channel", "list them: layers"])
    }
    sites = selected.sorted()
    self.named = named
  }

  private static func nothing(
    _ pattern: LayerPattern, _ map: SiteMap, _ comparison: Comparison, at place: Place
  ) -> Diagnostic {
    if let skipped = map.skipped.first(where: { pattern.matches($0.tensor) }) {
      return Diagnostic(.cannotChange, "'\(skipped.tensor)' cannot be changed: \(skipped.reason)", at: place)
    }
    let layers = comparison.pairing.pairs.map(\.layer) + comparison.pairing.unpaired.map(\.layer)
    if let layer = layers.first(where: pattern.matches) {
      return Diagnostic(
        .cannotChange, "layer '\(layer)' has no quantizer of its own: it runs in float already", at: place,
        help: ["name the layer before or behind it: layers"])
    }
    return pattern.noMatch(among: map.sites.map(\.layer) + map.sites.map(\.tensor), at: place)
  }
}
