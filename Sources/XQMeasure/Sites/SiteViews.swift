// Sites that pass the numbers of another one on.

import XQFormats

/// Links sites whose tensor comes from another site only through operators that move numbers: with the same quantizer they
/// add no noise.
struct SiteViews {
  private let graph: Graph

  private static let moving: Set<String> = [
    "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Split", "Identity", "MaxPool", "DepthToSpace",
    "SpaceToDepth", "Relu",
  ]

  init(_ graph: Graph) { self.graph = graph }

  /// The sites with heads and views.
  func linked(_ sites: [Site]) -> [Site] {
    let byTensor = Dictionary(
      sites.indices.filter { sites[$0].kind == .activation }.map { (sites[$0].tensor, $0) }, uniquingKeysWith: { $1 })
    var heads = sites.map { site in site.activation.flatMap { head(of: site.tensor, $0, sites, byTensor) } }
    for index in heads.indices {
      // A chain is as long as the graph at most: heads lie further up each time.
      while let head = heads[index], let further = heads[head] { heads[index] = further }
    }
    var views: [Int: [Int]] = [:]
    for (index, head) in heads.enumerated() { if let head { views[head, default: []].append(index) } }
    return sites.indices.map { index in sites[index].linked(head: heads[index], views: views[index] ?? []) }
  }

  private func head(of tensor: String, _ site: ActivationSite, _ sites: [Site], _ byTensor: [String: Int]) -> Int? {
    var producer = graph.producer[tensor]
    while let index = producer, Self.moving.contains(graph.nodes[index].op), let input = graph.nodes[index].inputs.first
    {
      if let found = byTensor[input] {
        guard let head = sites[found].activation, Self.areAlike(head.quantizer, site.quantizer) else { return nil }
        return found
      }
      producer = graph.producer[input]
    }
    return nil
  }

  private static func areAlike(_ head: AffineQuantizer, _ view: AffineQuantizer) -> Bool {
    func differ(_ one: Float, _ other: Float, _ tolerance: Double) -> Bool {
      abs(Double(one) / Double(other) - 1) >= tolerance
    }
    return !differ(head.scale, view.scale, 1e-5) && head.zeroPoint == view.zeroPoint
      && !differ(head.dequantizedScale, view.dequantizedScale, 1e-5)
      && head.dequantizedZeroPoint == view.dequantizedZeroPoint && !differ(view.scale, view.dequantizedScale, 1e-4)
  }
}

extension Site {
  fileprivate func linked(head: Int?, views: [Int]) -> Site {
    guard case .activation(var site) = detail else { return self }
    site.head = head
    site.views = views
    return Site(kind: kind, tensor: tensor, name: name, layer: layer, detail: .activation(site))
  }
}
