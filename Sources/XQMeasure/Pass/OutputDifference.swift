// Whether two ways of running one model give the same outputs, and how far they are apart.

import Glibc
import XQRuntime

/// An output of a model that two ways of running it gave with different bits.
public struct OutputDifference: Sendable, Equatable {
  public let output: String
  /// The second way's output against the first way's, 10 log10(Σx²/Σ(x-y)²); `nil` where they cannot be subtracted.
  public let sqnrDecibels: Double?
  /// max |x-y|; `nil` where they cannot be subtracted.
  public let maxAbsolute: Double?

  init(_ output: String, _ first: Tensor?, _ second: Tensor?) {
    self.output = output
    let metrics = first.flatMap { first in
      second.flatMap { second in (try? PairSums(reference: first, other: second)).map { ErrorMetrics($0) } }
    }
    sqnrDecibels = metrics?.sqnrDecibels
    maxAbsolute = metrics?.maxAbsolute
  }

  /// The outputs whose bits differ, in order.
  static func between(_ first: [Tensor?], _ second: [Tensor?], names: [String]) -> [OutputDifference] {
    zip(names, zip(first, second)).compactMap { name, tensors in
      tensors.0.hasSameBits(as: tensors.1) ? nil : OutputDifference(name, tensors.0, tensors.1)
    }
  }

  /// `'y' by 34.6 dB, 0.0588 at most`.
  var words: String {
    let parts = [
      sqnrDecibels.map { $0 == .infinity ? "in bits alone" : "by \(Self.text($0)) dB" },
      maxAbsolute.map { "\(Self.text($0, digits: 3)) at most" },
    ].compactMap { $0 }
    return "'\(output)' " + (parts.isEmpty ? "in shape or type" : parts.joined(separator: ", "))
  }

  private static func text(_ value: Double, digits: Int? = nil) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    guard let digits, value != 0 else { return "\((value * 10).rounded() / 10)" }
    let step = pow(10, (log10(abs(value))).rounded(.down) - Double(digits - 1))
    return "\(Float((value / step).rounded() * step))"
  }
}

extension Tensor? {
  /// Type, shape and every bit; two that are no tensors are alike.
  func hasSameBits(as other: Tensor?) -> Bool {
    guard let self, let other else { return self == nil && other == nil }
    guard self.type == other.type, self.shape == other.shape, self.bytes.count == other.bytes.count else {
      return false
    }
    guard let first = self.bytes.baseAddress, let second = other.bytes.baseAddress else { return true }
    return withExtendedLifetime((self, other)) { memcmp(first, second, self.bytes.count) == 0 }
  }
}
