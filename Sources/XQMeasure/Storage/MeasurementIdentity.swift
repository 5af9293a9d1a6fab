// What two measurements must have in common to be of one thing.

import XQFormats
import XQRuntime
import XQSystem

/// All that the figures of a measurement depend on, but for the samples that were taken: equal identities and equal samples
/// have equal figures on machines of one kind.
public struct MeasurementIdentity: Sendable, Equatable {
  /// One thing that it depends on.
  public struct Fact: Sendable, Equatable {
    /// What it is, such as `quantized model`.
    public let name: String
    /// What is compared: a digest, a setting.
    public let value: String
    /// What it is called, such as a file; not compared.
    public let label: String

    public init(_ name: String, _ value: String, label: String = "") {
      (self.name, self.value, self.label) = (name, value, label)
    }

    public static func == (left: Fact, right: Fact) -> Bool { left.name == right.name && left.value == right.value }
  }

  /// Changes whenever the same samples give other figures than before.
  static let arithmetic = "1"

  public let facts: [Fact]

  /// The facts that differ, as each has it; `nil` where it does not have it.
  public func differences(_ other: MeasurementIdentity) -> [(name: String, ours: Fact?, theirs: Fact?)] {
    let names = facts.map(\.name) + other.facts.map(\.name).filter { name in !facts.contains { $0.name == name } }
    return names.compactMap { name in
      let (ours, theirs) = (facts.first { $0.name == name }, other.facts.first { $0.name == name })
      return ours == theirs ? nil : (name, ours, theirs)
    }
  }

  /// The digest of all facts, as 64 hexadecimal digits.
  public var digest: String {
    var writer = ByteWriter()
    writer.write(facts) { writer, fact in
      writer.write(fact.name)
      writer.write(fact.value)
    }
    return SHA256.digest(writer.bytes)
  }
}

extension Comparison {
  /// What a measurement of this comparison is of.
  ///
  /// Reads all bytes of the models and of the data whose digests are not known yet.
  ///
  /// - Parameter engine: what runs the models, with its version.
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func identity(
    _ role: Role, options: MeasureOptions, engine: String, digests: FileDigests
  ) throws(MeasureError) -> MeasurementIdentity {
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    let plan = try Pass.plans(for: set, float: float, quantized: quantized, batch: batch).float
    do throws(FormatError) {
      return MeasurementIdentity(facts: [
        .init("arithmetic", MeasurementIdentity.arithmetic),
        .init("engine", engine, label: engine),
        .init("float model", try float.digest(digests), label: float.path),
        .init("quantized model", try quantized.digest(digests), label: quantized.path),
        .init("data set", role.rawValue, label: role.rawValue),
        .init("data", try set.digest(digests), label: set.name),
        .init("pairs of layers", Self.digest(of: pairing.pairs), label: "\(pairing.pairs.count) pairs"),
        .init("kernels", options.kernels.rawValue, label: options.kernels.rawValue),
        .init("convention of metrics", options.convention.name, label: options.convention.name),
        .init("batch size", plan.batchSize.map(String.init) ?? "as the files are", label: ""),
      ])
    } catch {
      throw .data(error)
    }
  }

  /// What is fetched and how it is compared; how a pair was found does not matter.
  private static func digest(of pairs: [LayerPair]) -> String {
    var writer = ByteWriter()
    writer.write(pairs) { writer, pair in
      writer.write(pair.layer)
      writer.write(pair.tensor)
      writer.write(pair.partner)
      writer.write(pair.isOutput)
      writer.write(pair.dequantization) { $0.write($1) }
    }
    return SHA256.digest(writer.bytes)
  }
}

extension ByteWriter {
  mutating func write(_ dequantization: LayerPair.Dequantization) {
    write(UInt64(dequantization.scale.bitPattern))
    write(UInt64(bitPattern: dequantization.zeroPoint))
  }
}

extension MetricConvention {
  /// The name under which a file states it.
  var name: String {
    switch self {
    case .standard: "standard"
    case .modelCompressionToolkit: "mct"
    }
  }
}
