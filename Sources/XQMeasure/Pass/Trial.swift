// Finds out on a few samples how a model can be run fast, and whether its runs can be trusted.

import CMetrics
import XQFormats
import XQRuntime
import XQSystem

/// What trial runs found about one model and the tensors that are fetched from it.
struct TrialFindings: Sendable, Equatable {
  /// Whether constants are folded when the model is loaded.
  var foldsConstants: Bool
  /// Tensors of the plan that are not fetched, since fetching them changes what the model computes.
  var unfetched: Set<String> = []
  /// Things a user should know, a sentence each.
  var notes: [String] = []
  /// Reasons to doubt the figures, a sentence each.
  var warnings: [String] = []
}

/// Ways of running a model on a few samples.
///
/// The model as it is, nothing but its outputs fetched, says what is right. Sessions that are only compared with are gone
/// before the one that stays has run, and of their tensors only marks are kept: no more memory is needed than for a pass.
struct Trial {
  let model: OnnxModel
  let tensors: [String]
  let options: MeasureOptions
  let engine: any Engine
  let batch: Batch
  let cancellation: Cancellation

  /// Loads the model as fast as it gives the right bits.
  func run() throws(MeasureError) -> (findings: TrialFindings, session: any EngineSession) {
    switch options.kernels {
    case .reference: try runReference()
    case .deployed: try runDeployed()
    }
  }

  /// Loads the model for these tensors and its outputs.
  func load(_ tensors: [String], foldsConstants: Bool) throws(MeasureError) -> any EngineSession {
    let wanted = Set(tensors)
    do {
      return try engine.load(
        model, fetching: tensors + outputs.filter { !wanted.contains($0) },
        options: engineOptions(foldsConstants: foldsConstants), cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }

  // MARK: - Both settings

  private func runReference() throws(MeasureError) -> (TrialFindings, any EngineSession) {
    let untouched = try runUntouched()
    // Where nothing is folded, both ways are one.
    let folds = engine.foldsConstants(of: model, options: engineOptions(foldsConstants: true))
    let plain = folds ? try marksOfPlainRun() : nil
    var session = try load(tensors, foldsConstants: folds)
    var results = try run(session)
    var findings = TrialFindings(foldsConstants: folds)
    if let plain, plain != results.map(TensorMark.init) {
      findings.foldsConstants = false
      results = []
      session = try load(tensors, foldsConstants: false)
      results = try run(session)
      if plain == results.map(TensorMark.init) {
        findings.notes.append(
          "'\(model.name)' runs without folding of constants: with it, the first samples gave other values")
      }
    }
    findings.warnings = warnings(untouched, results, fetched: session.fetched.map(\.name))
    return (findings, session)
  }

  private func runDeployed() throws(MeasureError) -> (TrialFindings, any EngineSession) {
    let untouched = try runUntouched()
    var findings = TrialFindings(foldsConstants: true)
    var session = try load(tensors, foldsConstants: true)
    findings.warnings = warnings(untouched, try run(session), fetched: session.fetched.map(\.name))
    let safe = tensors.filter(isHarmlessToFetch)
    if !findings.warnings.isEmpty, safe.count < tensors.count {
      session = try load(safe, foldsConstants: true)
      findings.warnings = warnings(untouched, try run(session), fetched: session.fetched.map(\.name))
      findings.unfetched = Set(tensors).subtracting(safe)
    }
    return (findings, session)
  }

  // MARK: - Runs

  /// The model's outputs, each once.
  private var outputs: [String] {
    var seen: Set<String> = []
    return model.graph.outputs.map(\.name).filter { seen.insert($0).inserted }
  }

  private func engineOptions(foldsConstants: Bool) -> EngineOptions {
    EngineOptions(kernels: options.kernels, threads: options.threads, foldsConstants: foldsConstants)
  }

  private func run(_ session: any EngineSession) throws(MeasureError) -> [Tensor?] {
    try session.run(batch, of: model, cancellation: cancellation)
  }

  /// The outputs of the model as it is, nothing else fetched, and whether a second run gives the same bits. A session of its
  /// own would not tell: engines draw the same random numbers again in each.
  private func runUntouched() throws(MeasureError) -> (outputs: [Tensor?], repeats: Bool) {
    let session = try load([], foldsConstants: false)
    let first = try run(session)
    return (first, zip(first, try run(session)).allSatisfy { $0.hasSameBits(as: $1) })
  }

  private func marksOfPlainRun() throws(MeasureError) -> [TensorMark?] {
    try run(try load(tensors, foldsConstants: false)).map(TensorMark.init)
  }

  /// Why outputs are to be doubted: a model that differs from itself cannot be compared with anything.
  private func warnings(
    _ untouched: (outputs: [Tensor?], repeats: Bool), _ results: [Tensor?], fetched: [String]
  ) -> [String] {
    guard untouched.repeats else {
      return ["'\(model.name)' gives other outputs each time it runs: figures on it cannot be repeated"]
    }
    let byName = Dictionary(zip(fetched, results), uniquingKeysWith: { first, _ in first })
    let differences = OutputDifference.between(
      untouched.outputs, outputs.map { byName[$0] ?? nil }, names: outputs)
    guard !differences.isEmpty else { return [] }
    let words = differences.map(\.words).joined(separator: "; ")
    return ["fetching inner tensors changes the outputs of '\(model.name)' on the first samples: \(words)"]
  }

  /// Whether integer kernels stay what they are when the tensor is fetched: what a DequantizeLinear writes, since that is
  /// duplicated; integers, since they are what those kernels work on; and what is an output or an input anyway.
  private func isHarmlessToFetch(_ tensor: String) -> Bool {
    guard let index = model.graph.producer[tensor] else { return true }
    let op = model.graph.nodes[index].op
    return op == "DequantizeLinear" || op == "QuantizeLinear" || op.hasPrefix("QLinear") || op.hasPrefix("QGemm")
      || outputs.contains(tensor)
  }
}

/// By what a tensor can be told from another one without keeping it.
private struct TensorMark: Equatable {
  let type: ElementType
  let shape: [Int]
  let content: UInt64

  init(_ tensor: Tensor) {
    (type, shape) = (tensor.type, tensor.shape)
    content = withExtendedLifetime(tensor) { xq_content_mark(tensor.bytes.baseAddress, tensor.bytes.count) }
  }

  init?(_ tensor: Tensor?) {
    guard let tensor else { return nil }
    self.init(tensor)
  }
}
