// Rule 5: operators with the same weights.

/// Matches operators of one kind whose weights have one shape and correlate above 0.99, up to a factor for each output
/// channel. Where a second one correlates as well, none is taken.
struct WeightRule {
  private static let sameWeights = 0.99
  /// Of a coarse look at few elements, which spares most pairs the full one.
  private static let worthALook = 0.7

  private struct Kind: Hashable {
    let label: String
    let shape: [Int]
  }

  private struct Entry {
    let index: Int
    let weights: WeightSample
    /// A part of it, to tell at a glance what cannot be the same.
    let glance: WeightSample
  }

  private struct Best {
    var partner: Int?
    var correlation = 0.0
    var runnerUp = 0.0
    var equals: [Int] = []

    mutating func see(_ other: Int, _ correlation: Double) {
      if correlation > WeightRule.sameWeights { equals.append(other) }
      if correlation > self.correlation {
        (partner, runnerUp, self.correlation) = (other, self.correlation, correlation)
      } else {
        runnerUp = max(runnerUp, correlation)
      }
    }
  }

  func apply(to ladder: inout PairingLadder, _ match: inout GraphMatch) {
    let theirs = byKind(match.quantized.operators) { match.constants.weights(of: $0, isQuantized: true) }
    let ours = byKind(match.float.operators) { match.constants.weights(of: $0, isQuantized: false) }
    var bestOfOurs: [Int: Best] = [:]
    var bestOfTheirs: [Int: Best] = [:]
    for (kind, group) in ours {
      for entry in group {
        for other in theirs[kind] ?? [] where entry.glance.correlation(with: other.glance) > Self.worthALook {
          let correlation = entry.weights.correlation(with: other.weights)
          bestOfOurs[entry.index, default: Best()].see(other.index, correlation)
          bestOfTheirs[other.index, default: Best()].see(entry.index, correlation)
        }
      }
    }
    for (index, best) in bestOfOurs.sorted(by: { $0.key < $1.key }) {
      guard best.correlation > Self.sameWeights, let other = best.partner, let back = bestOfTheirs[other] else {
        continue
      }
      guard best.equals.count == 1, back.equals == [index] else {
        match.doubt(index, best.equals)
        continue
      }
      let confidence = Confidence.weights(
        correlation: best.correlation, runnerUp: max(best.runnerUp, back.runnerUp))
      match.match(index, other, .weights(confidence))
    }
    for candidate in ladder.open {
      guard case .weights(let confidence)? = match.values[candidate.tensor]?.evidence,
        let own = match.values[candidate.tensor]?.counterpart,
        let counterpart = ladder.quantized.counterpart(ofOwn: own)
      else { continue }
      ladder.add(counterpart.with(.weights), to: candidate, confidence: confidence)
    }
  }

  private func byKind(
    _ operators: [Skeleton.Operator], _ weights: (Skeleton.Operator) -> WeightSample?
  ) -> [Kind: [Entry]] {
    var groups: [Kind: [Entry]] = [:]
    for (index, op) in operators.enumerated() {
      guard let sample = weights(op) else { continue }
      groups[Kind(label: op.label, shape: sample.shape), default: []].append(
        Entry(index: index, weights: sample, glance: sample.glance))
    }
    return groups
  }
}
