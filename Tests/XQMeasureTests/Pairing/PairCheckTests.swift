// What the first batch says about pairs, and pairs by hand.

import Foundation
import Testing
import XQFormats
import XQMeasure
import XQRuntime
import XQSystem

@Suite struct PairCheckTests {
  private static let digits = PackageFolders.root.appending(path: "Sources/CExamples/files/digits")

  private var engine: OnnxRuntime {
    OnnxRuntime(
      OnnxRuntimeLocator(
        environment: ProcessInfo.processInfo.environment["XQSH_ONNXRUNTIME"]
          ?? PackageFolders.root.appending(path: ".onnxruntime").path))
  }

  private func path(_ name: String) -> String { Self.digits.appending(path: name).path }

  private func comparison(stripped: Bool) throws -> Comparison {
    let access = FileAccess()
    let whole = try OnnxModel(path: path("int8.onnx"), access: access)
    return try Comparison(
      float: OnnxModel(path: path("float.onnx"), access: access),
      quantized: stripped ? RenamedModel(path("int8.onnx"), prefix: "q").model : whole,
      data: [.validation: DataSet.open([path("val.npz")], access: access)])
  }

  @Test func aModelWithoutNamesGivesTheSameErrors() throws {
    let (named, stripped) = (try comparison(stripped: false), try comparison(stripped: true))
    let (wanted, found) = (
      try named.measure(.validation, engine: engine), try stripped.measure(.validation, engine: engine)
    )
    #expect(named.pairing.pairs.map(\.tensor) == stripped.pairing.pairs.map(\.tensor))
    for (wanted, found) in zip(wanted.layers, found.layers) {
      guard case .measured(let wanted) = wanted, case .measured(let found) = found else {
        Issue.record("a layer was not measured")
        continue
      }
      #expect(wanted == found)
    }
    #expect(named.checks.allSatisfy { $0.confidence == 1 })
    #expect(stripped.checks.allSatisfy { !$0.isDoubtful && ($0.relativeError ?? 1) < 1 })
  }

  @Test func aPairByHandReplacesAndIsMeasuredAnew() throws {
    let comparison = try comparison(stripped: false)
    let first = try comparison.measure(.validation, engine: engine)
    let before = try comparison.pair("conv5", with: "conv5")
    #expect(before?.partner == "conv5_DequantizeLinear_Output")
    #expect(comparison.known(.validation, options: MeasureOptions()) == nil)
    let place = try #require(comparison.pairing.pairs.firstIndex { $0.tensor == "conv5" })
    #expect(comparison.pairing.pairs[place].rule == .byHand)
    #expect(comparison.pairing.pairs[place].partner == "conv5")
    let second = try comparison.measure(.validation, engine: engine)
    guard case .measured(let behind) = first.layers[place], case .measured(let exact) = second.layers[place] else {
      Issue.record("conv5 was not measured")
      return
    }
    #expect(exact != behind)
    #expect(try comparison.pair("conv5", with: "conv5_QuantizeLinear_Output")?.rule == .byHand)
    guard case .measured(let integer) = try comparison.measure(.validation, engine: engine).layers[place] else {
      Issue.record("conv5 was not measured")
      return
    }
    #expect(integer == behind)
  }

  @Test func aPairOfTwoShapesIsDroppedWithTheReason() throws {
    let comparison = try comparison(stripped: false)
    #expect(try comparison.pair("conv1", with: "relu4") == nil)
    let place = try #require(comparison.pairing.pairs.firstIndex { $0.tensor == "conv1" })
    #expect(comparison.checks[place].confidence == 1)
    _ = try comparison.measure(.validation, engine: engine)
    #expect(comparison.checks[place].confidence == 0)
    #expect(comparison.checks[place].dropped?.hasPrefix("shapes differ: float [") == true)
    #expect(!comparison.checks[place].isDoubtful)
  }

  @Test(arguments: [
    ("conv9", "conv5", "noFloatTensor"), ("conv5", "conv9", "noQuantizedTensor"),
    ("conv5", "conv5.weight_DequantizeLinear_Output", "notReal"), ("conv5", "image", "notReal"),
  ])
  func whatCannotBePairedIsRefused(tensor: String, partner: String, wanted: String) throws {
    let comparison = try comparison(stripped: false)
    let pairs = comparison.pairing.pairs.map(\.partner)
    do throws(HandPairError) {
      _ = try comparison.pair(tensor, with: partner)
      Issue.record("it was taken")
    } catch {
      #expect(String(describing: error).hasPrefix(wanted))
    }
    #expect(comparison.pairing.pairs.map(\.partner) == pairs)
  }
}
