// The same samples have the same hash, others another one.

import Foundation
import Testing
import XQFormats
import XQSystem

@testable import XQMeasure

@Suite struct SampleHashTests {
  @Test func tellsBatchesApart() throws {
    let file = Bundle.module.bundleURL.appending(path: "Resources/ppocr_part/val.npz").path
    let model = Bundle.module.bundleURL.appending(path: "Resources/ppocr_part/float.onnx").path
    let access = FileAccess()
    let plan = try DataSet.open([file], access: access)
      .plan(for: OnnxModel(path: model, access: access).graph.inputs, batch: 4)
    let (reader, again) = (plan.makeReader(), plan.makeReader())
    let (first, second) = (try #require(try reader.next()), try #require(try reader.next()))
    let same = try #require(try again.next())
    #expect(SampleHash(first) == SampleHash(same))
    #expect(SampleHash(first) != SampleHash(second))
    #expect(SampleHash.differingInputs(first, same) == [])
    #expect(SampleHash.differingInputs(first, second) == first.inputs.map(\.name))
  }
}
