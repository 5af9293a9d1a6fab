// Which pairs the tool itself examines: it finds them by names in its log, and not always the right ones.

import XQFormats
import XQMeasure

/// The pairs as the tool finds them, so that its answers can be told from the right ones.
///
/// It takes the name that stands beside a layer's in the log, which in a network with branches may be a neighbour's; it
/// writes a module's path with a dot for every underscore; of additions it knows only one that is named `add`, for which it
/// reports the second name of the layer that was examined last; and where it finds no second name it takes that of an
/// earlier layer, or stops with an error if there is none.
struct MctNamedPairs {
  struct Pair: Equatable {
    let layer: String
    let first: String
    let second: String
    let isAddition: Bool
  }

  /// In the order of the layers that were asked for.
  private(set) var pairs: [Pair] = []
  /// The layer at which the tool stops with an error.
  private(set) var failure: String?
  /// What the report has as the second name of an addition.
  private(set) var lastSecond: String?

  /// - Parameters:
  ///   - layers: names of degraded layers that are candidates, in order.
  ///   - logged: names of nodes, in the order of the log.
  ///   - modules: paths of the float model's modules.
  init(_ layers: [String], logged: [String], modules: Set<String>) {
    var second: String?
    for layer in layers {
      guard let found = Self.names(layer, logged) else { continue }
      second = found.second ?? second
      guard let other = second else {
        failure = layer
        return
      }
      let (one, two) = (Self.dotted(found.first), Self.dotted(other))
      guard modules.contains(one) else { continue }
      if modules.contains(two) {
        pairs.append(Pair(layer: layer, first: one, second: two, isAddition: false))
      } else if two == "add" {
        pairs.append(Pair(layer: layer, first: one, second: two, isAddition: true))
      }
    }
    lastSecond = second.map(Self.dotted)
  }

  /// `second` is `nil` where the tool keeps that of the layer before.
  private static func names(_ layer: String, _ logged: [String]) -> (first: String, second: String?)? {
    if layer.hasSuffix("_collapsed") {
      let base = layer.dropLast("_collapsed".count)
      guard let first = logged.filter({ base.hasPrefix($0 + "_") }).max(by: { $0.utf8.count < $1.utf8.count }) else {
        return nil
      }
      let rest = base.dropFirst(first.count + 1)
      return (first, logged.first { $0 == rest || $0 + "_bn" == rest })
    }
    if layer.hasSuffix("_bn"), let place = logged.firstIndex(of: String(layer.dropLast(3))) {
      return (logged[place], place + 1 < logged.count ? logged[place + 1] : nil)
    }
    if layer.hasPrefix("bn_"), let place = logged.firstIndex(of: String(layer.dropFirst(3))), place > 0 {
      return (logged[place - 1], logged[place])
    }
    return nil
  }

  private static func dotted(_ name: String) -> String {
    name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: ".")
  }
}
