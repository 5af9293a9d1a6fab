// Which of several outputs tells how often the models are right.

import Testing
import XQFormats
import XQRuntime

@testable import XQMeasure

@Suite struct TallyTests {
  private func tensor(_ rows: [[Float]]) -> Tensor {
    let values = rows.flatMap { $0 }
    let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
    _ = memory.initialize(from: values)
    return Tensor(
      type: .float32, shape: [rows.count, rows[0].count], bytes: UnsafeRawBufferPointer(memory), owner: Memory(memory))
  }

  private final class Memory {
    let buffer: UnsafeMutableBufferPointer<Float>
    init(_ buffer: UnsafeMutableBufferPointer<Float>) { self.buffer = buffer }
    deinit { buffer.deallocate() }
  }

  private func output(_ name: String) -> LayerPair {
    LayerPair(
      layer: name, op: "Gemm", tensor: name, partner: name, rule: .sameName, dequantization: nil, quantizer: nil,
      isOutput: true, confidence: 1)
  }

  @Test func anOutputWithTooFewClassesForTheLabelsTellsNoAccuracy() {
    var tally = Tally([output("features"), output("scores")], convention: .standard)
    let features = tensor([[1, 0], [0, 1]])
    let (float, quantized) = (tensor([[0, 0, 1], [0, 1, 0]]), tensor([[0, 0, 1], [1, 0, 0]]))
    tally.add(0, features, features, labels: [2, 1])
    tally.add(1, float, quantized, labels: [2, 1])
    let (first, second) = (tally.agreements[0], tally.agreements[1])
    #expect((first.output, first.labelled, first.same, first.total) == ("features", 0, 2, 2))
    #expect((second.output, second.labelled, second.floatRight, second.quantizedRight) == ("scores", 2, 2, 1))
  }
}
