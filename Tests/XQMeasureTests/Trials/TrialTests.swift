// The quantized model with its quantizers as inputs: nothing changed is the model itself, all float is the float model.

import Foundation
import Testing
import XQFormats
import XQRuntime
import XQSystem

@testable import XQMeasure

@Suite struct TrialTests {
  static let comparison = Result { try DigitsExample.comparison() }
  private let engine = ReferenceFolder.engine()

  private func map() throws -> SiteMap { try Self.comparison.get().siteMap() }

  private func trial(branches: Set<Int> = []) throws -> TrialModel {
    let comparison = try Self.comparison.get()
    return try TrialModel(
      map(), pairing: comparison.pairing, data: #require(comparison.data[.validation]), branches: branches,
      engine: engine)
  }

  /// The outputs of two models on the first batch, with further inputs for the second.
  private func outputs(
    _ one: OnnxModel, _ other: OnnxModel, _ feeds: [SiteControl.Feed] = []
  ) throws -> (Tensor, Tensor) {
    let data = try #require(try Self.comparison.get().data[.validation])
    let batch = try #require(try data.plan(for: one.graph.inputs).makeReader().next())
    let name = one.graph.outputs[0].name
    let ours = try engine.loadPlain(one, fetching: [name], threads: 1, cancellation: Cancellation())
    let theirs = try engine.loadPlain(other, fetching: [name], threads: 1, cancellation: Cancellation())
    return (
      try #require(try ours.run(batch, of: one, cancellation: Cancellation())[0]),
      try #require(try theirs.run(batch, and: feeds, of: other, cancellation: Cancellation())[0])
    )
  }

  private func feeds(_ graph: TrialGraph, _ setup: TrialSetup) throws -> [SiteControl.Feed] {
    try graph.controls.enumerated().flatMap { index, control in
      switch control {
      case .constant(let constant): constant.feeds(setup[index])
      case .activation(let activation): try activation.feeds(setup[index], index: index)
      }
    }
  }

  @Test func withoutAChangeEveryBitIsTheModels() throws {
    let map = try map()
    #expect(map.sites.count > 10)
    for branches in [[], Set(map.sites.indices)] {
      let graph = try TrialGraph(map, branches: branches, ranks: [:])
      let (wanted, found) = try outputs(map.models.quantized, graph.model, feeds(graph, [:]))
      #expect(Optional(found).hasSameBits(as: wanted))
    }
  }

  @Test func withEverySiteInFloatItIsTheFloatModel() throws {
    let trial = try trial()
    let plain = try trial.run(Dictionary(uniqueKeysWithValues: trial.siteMap.sites.indices.map { ($0, .float) }))
    #expect(plain.decibels(at: .output) > 100)
    #expect(plain.answers?.same == plain.answers?.total && plain.sampleCount == 64)
    #expect(try trial.firstDifferingTensor() == nil)
  }

  @Test func errorsAreThoseOfMeasuring() throws {
    let comparison = try Self.comparison.get()
    let data = try #require(comparison.data[.validation])
    let trial = try TrialModel(
      map(), pairing: comparison.pairing, data: data, samples: data.sampleCount, engine: engine)
    let outcome = try trial.run([:])
    let measured = try comparison.measure(.validation, engine: engine)
    let place = try #require(comparison.pairing.pairs.firstIndex { $0.isOutput })
    guard case .measured(let errors) = measured.layers[place] else {
      Issue.record("the output was not measured")
      return
    }
    let wanted = try #require(errors.pooled.sqnrDecibels)
    #expect(abs(outcome.decibels(at: .output) - wanted) < 1e-9)
    #expect(outcome.answers?.quantizedRight == measured.answers?.quantizedRight)
    #expect(outcome.answers?.floatRight == measured.answers?.floatRight)
    #expect(outcome.effectiveSamples(at: .output) > 1)
    #expect(outcome.effectiveSamples(at: .output) <= Double(data.sampleCount))
  }

  @Test func runsOfPartsAddUpToTheWhole() throws {
    let trial = try trial()
    let whole = try trial.run([:])
    let parts = try trial.run([([:], 0..<19), ([:], 19..<64)])
    #expect(abs(whole.nsr(at: .output) - parts.nsr(at: .output)) < 1e-12)
    #expect(parts.sampleCount == 64)
    #expect(trial.runs == 2)
  }

  @Test(arguments: [false, true])
  func anEditedModelComputesWhatTheTrialDoes(isFirstHalf: Bool) throws {
    let map = try map()
    var setup: TrialSetup = [:]
    for (index, site) in map.sites.enumerated() {
      switch site.detail {
      case .constant:
        setup[index] = index.isMultiple(of: 2) ? .float : map.requantized(index, bits: 4, perChannel: true)
      case .activation(let activation):
        let (low, high) = (activation.quantizer.low / 2, activation.quantizer.high / 2)
        switch index % 3 {
        case 0: setup[index] = .float
        case 1: setup[index] = activation.covering(low: low, high: high)
        default: setup[index] = .affineBits(low: low, high: high, steps: 15)
        }
      }
    }
    setup = setup.filter { isFirstHalf == ($0.key < map.sites.count / 2) }
    let graph = try TrialGraph(map, branches: Set(map.sites.indices), ranks: [:])
    let (edited, found) = try outputs(map.edited(setup), graph.model, feeds(graph, map.withViews(setup)))
    let sums = try PairSums(reference: edited, other: found)
    #expect(sums.errorSquares <= 1e-9 * sums.referenceSquares)
    let (before, _) = try outputs(map.models.quantized, map.models.quantized)
    #expect(!Optional(before).hasSameBits(as: edited), "nothing was changed")
  }

  @Test func aChannelsOwnRangeIsLaidAlongItsAxis() throws {
    let map = try map()
    let site = try #require(
      map.sites.firstIndex { site in
        site.activation.map { $0.producerOp == "Conv" || $0.producerOp == "Relu" } ?? false
      })
    let trial = try trial(branches: [site])
    let rank = try #require(trial.rank(of: site))
    #expect(rank == 4)
    let before = try trial.run([:])
    let activation = try #require(map.sites[site].activation)
    let range = AffineRange(low: activation.quantizer.low, high: activation.quantizer.high, steps: 255)
    // The same range for every channel is what the site has.
    let channels = try #require(
      map.sites.compactMap(\.constant).first { $0.consumerOp == "Conv" }?.shape[0])
    let same = try trial.run([
      site: .perChannel(
        scales: Array(repeating: Float(range.scale), count: channels),
        zeroPoints: Array(repeating: Float(range.zeroPoint), count: channels), steps: 255, axis: 1)
    ])
    #expect(abs(same.decibels(at: .output) - before.decibels(at: .output)) < 0.5)
    #expect(throws: MeasureError.self) {
      try trial.run([site: .perChannel(scales: [1, 1], zeroPoints: [0, 0], steps: 255, axis: 1)])
    }
  }

  @Test func whatASiteCannotTakeIsRefusedByName() throws {
    let trial = try trial()
    let map = trial.siteMap
    let activation = try #require(map.sites.firstIndex { $0.kind == .activation })
    let weights = try #require(map.sites.firstIndex { $0.kind == .weights })
    let wrong: [(TrialSetup, String)] = [
      ([activation: .values([1])], "has no values of its own"),
      ([weights: .affine(scale: 1, zeroPoint: 0)], "has values, not a range"),
      ([weights: .values([1])], "keeps its number of elements"),
      ([activation: .affine(scale: -1, zeroPoint: 0)], "a number above 0"),
      ([activation: .affine(scale: 1, zeroPoint: 1000)], "one of the integers"),
      ([activation: .affineBits(low: 1, high: 2, steps: 15)], "must hold 0"),
      ([activation: .affineBits(low: 0, high: 2, steps: 15)], "without a second quantizer"),
    ]
    for (setup, words) in wrong {
      let index = try #require(setup.keys.first)
      guard case .data(let error)? = failure(of: trial, setup) else {
        Issue.record("\(words) was let pass")
        continue
      }
      #expect(error.message.contains(words) && error.message.contains(map.sites[index].name))
    }
  }

  @Test func aRunThatIsCancelledStops() throws {
    let trial = try trial()
    let cancellation = Cancellation()
    cancellation.cancel()
    guard case .engine(.cancelled, _)? = failure(of: trial, [:], cancellation) else {
      Issue.record("it ran on")
      return
    }
  }

  private func failure(
    of trial: TrialModel, _ setup: TrialSetup, _ cancellation: Cancellation = Cancellation()
  ) -> MeasureError? {
    do throws(MeasureError) {
      _ = try trial.run(setup, cancellation: cancellation)
      return nil
    } catch {
      return error
    }
  }
}

/// The models that the program ships.
enum DigitsExample {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CExamples/files/digits")

  static func comparison(_ quantized: String = "int8") throws -> Comparison {
    func model(_ name: String) throws -> OnnxModel {
      try OnnxModel(path: folder.appending(path: "\(name).onnx").path, access: FileAccess())
    }
    func data(_ name: String) throws -> DataSet {
      try DataSet.open([folder.appending(path: "\(name).npz").path], access: FileAccess())
    }
    return try Comparison(
      float: model("float"), quantized: model(quantized),
      data: [.validation: data("val"), .representative: data("repr")])
  }
}
