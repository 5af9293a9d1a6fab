// What the judges of the XQuant Extension Tool look at.

import XQFormats
import XQMeasure

/// The layers that the tool compares, with their errors, and the degraded ones among them.
public struct MctCase: Sendable {
  /// One compared layer.
  public struct Layer: Sendable {
    /// The toolkit's name; of models of other quantizers the layer's own.
    public let name: String
    /// The float tensor that was compared.
    public let tensor: String
    /// The quantized model's tensor, at the operator's own output.
    public let partner: String
    /// What the toolkit made the layer of; `nil` for models of other quantizers.
    public let mct: MctLayers.Layer?
  }

  public let comparison: Comparison
  public let layers: [Layer]
  /// In the tool's order: by metric, data set, then layer.
  public let degraded: [Layer]
  public let limits: MctLimits
  public let log: MctLog?

  /// Degraded layers over compared ones; 0 without any.
  public var degradedRatio: Double { layers.isEmpty ? 0 : Double(degraded.count) / Double(layers.count) }
  /// Whether so many layers are degraded that the tool judges nothing.
  public var isBeyondJudging: Bool { limits.degradedRatio.map { degradedRatio >= $0 } ?? false }

  /// - Parameters:
  ///   - comparison: at the operators (``ComparePlace/op(inPlace:)``).
  ///   - measurements: of its representative and validation data, with MCT's conventions.
  public init(
    _ comparison: Comparison, _ measurements: [Comparison.Role: Measurement], limits: MctLimits, log: MctLog?
  ) {
    self.comparison = comparison
    self.limits = limits
    self.log = log
    let pairing = comparison.pairing
    let known = Dictionary(
      (pairing.mct?.layers ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let graph = comparison.float.graph
    let places = pairing.pairs.indices.filter { place in
      let pair = pairing.pairs[place]
      guard pairing.mct == nil else { return pair.module != nil }
      return graph.producer[pair.tensor].map { MctNames.weighted.contains(graph.nodes[$0].op) } ?? false
    }
    let layers = places.map { place -> Layer in
      let pair = pairing.pairs[place]
      return Layer(
        name: pair.module ?? pair.layer, tensor: pair.tensor, partner: pair.partner,
        mct: pair.module.flatMap { known[$0] })
    }
    self.layers = layers
    var degraded: [Layer] = []
    var seen: Set<String> = []
    for metric in limits.metrics {
      for role in Comparison.Role.allCases {
        guard let measurement = measurements[role] else { continue }
        for (layer, place) in zip(layers, places) where place < measurement.layers.count {
          guard case .measured(let accumulator) = measurement.layers[place], metric.isDegraded(accumulator.batch),
            seen.insert(layer.name).inserted
          else { continue }
          degraded.append(layer)
        }
      }
    }
    self.degraded = degraded
  }

  /// Whether the layer's own output is quantized, and not that of the activation behind it.
  func hasOwnQuantizer(_ layer: Layer) -> Bool {
    comparison.quantized.quantizers.contains {
      $0.role == .activation && $0.source == (layer.mct?.partner ?? layer.partner)
    }
  }
}
