// Which quantizers a user means.

import XQConsole
import XQLanguage
import XQMeasure

/// The quantization sites that names and patterns of layers or tensors select.
struct QuantizerSelection {
  /// Indices of sites, ascending.
  let sites: [Int]

  /// - Throws: XQ0416 for what matches no layer, XQ0450 for a layer or tensor without a quantizer that can be changed.
  init(_ call: Invocation, _ map: SiteMap, _ comparison: Comparison) throws(Diagnostic) {
    var selected = Set<Int>()
    for value in call.list("layers") {
      if case .object = value { continue }
      let pattern = LayerPattern(value.text)
      var found = map.sites.indices.filter { index in
        let site = map.sites[index]
        return [site.layer, site.tensor, site.name].contains(where: pattern.matches)
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
    let names = Set(map.sites.flatMap { [$0.layer, $0.tensor] })
    return pattern.noMatch(among: names.sorted(), at: place)
  }
}
