import Testing
import XQFormats
import XQSystem

@Suite struct BatchTests {
  private let access = FileAccess()
  private let pair: [ValueInfo] = [
    .tensorForTest("x", .float32, [.named("N"), .fixed(3)]), .tensorForTest("mask", .int64, [.named("N"), .fixed(2)]),
  ]

  @Test func cutsDeflatedArraysOfTwoInputsAlongAxis0() throws {
    let data = try open("data/deflated_two_inputs.npz")
    #expect(data.layout == .arrays && data.sampleCount == 70 && data.hasLabels)
    #expect(data.arrays.map(\.name) == ["x", "mask"])
    let plan = try data.plan(for: pair, batch: 16)
    #expect(plan.batchCount == 5 && plan.sampleCount == 70 && plan.batchSize == 16)
    let batches = try all(plan)
    #expect(batches.map(\.samples) == [16, 16, 16, 16, 6])
    #expect(batches.map(\.index) == [0, 1, 2, 3, 4])
    #expect(batches.flatMap { floats($0.inputs[0]) } == (0..<210).map(Float.init))
    #expect(batches.flatMap { floats($0.inputs[1]) } == (0..<140).map { Float($0 % 5) })
    #expect(batches.flatMap { $0.labels ?? [] } == (0..<70).map { Int64($0 % 10) })
    #expect(batches[4].inputs[0].shape == [6, 3] && batches[4].inputs[1].shape == [6, 2])
  }

  @Test func cutsTheFirstSamplesOffABatch() throws {
    let batch = try #require(try open("data/deflated_two_inputs.npz").plan(for: pair, batch: 16).makeReader().next())
    let first = batch.prefix(3)
    #expect(first.samples == 3 && first.labels == [0, 1, 2])
    #expect(first.inputs.map(\.shape) == [[3, 3], [3, 2]] && first.inputs.map(\.name) == ["x", "mask"])
    #expect(floats(first.inputs[0]) == (0..<9).map(Float.init))
    #expect(floats(first.inputs[1]) == (0..<6).map { Float($0 % 5) })
    #expect(batch.prefix(16).inputs[0].shape == [16, 3] && batch.prefix(0).samples == 16)
  }

  @Test(arguments: ["data/deflated_fortran.npz", "data/deflated_big_endian.npz", "edge/npz/stored.npz"])
  func convertsOrdersWhileCutting(_ file: String) throws {
    let plan = try open(file).plan(
      for: [.tensorForTest("x", .float32, [.unknown, .fixed(3)])], batch: 1)
    let values = try all(plan).flatMap { floats($0.inputs[0]) }
    #expect(values == (0..<values.count).map(Float.init) && values.count == plan.sampleCount * 3)
  }

  @Test func takesThirtyTwoByDefault() throws {
    let plan = try open("data/deflated_two_inputs.npz").plan(for: pair)
    #expect(plan.batchSize == 32 && plan.batchCount == 3)
  }

  /// Where a slice starts in the middle of arrays, what lies before is passed over: of any storage, and of labels too.
  @Test(arguments: [
    "data/deflated_two_inputs.npz", "data/deflated_fortran.npz", "data/deflated_big_endian.npz", "edge/npz/stored.npz",
  ])
  func slicesGiveTheBatchesOfTheWhole(_ file: String) throws {
    let inputs =
      file.contains("two_inputs") ? pair : [.tensorForTest("x", .float32, [.unknown, .fixed(3)])]
    let plan = try open(file).plan(for: inputs, batch: 1)
    let whole = try all(plan)
    let range = plan.batchCount / 3..<plan.batchCount - 1
    let slice = try all(plan.makeReader(of: range))
    #expect(slice.map(\.index) == Array(range) && plan.samples(of: range) == range)
    for (ours, theirs) in zip(slice, whole[range]) {
      #expect(ours.inputs.map(floats) == theirs.inputs.map(floats) && ours.labels == theirs.labels)
    }
    #expect(try all(plan.makeReader(of: 1..<1)).isEmpty)
  }

  @Test func slicesSkipSeparateLabels() throws {
    let path = Resources.path("data/deflated_two_inputs.npz")
    let data = try DataSet.open([path], labels: Resources.path("data/labels_70.npy"), access: access)
    let plan = try data.plan(for: pair, batch: 16)
    #expect(
      try all(plan.makeReader(of: 2..<5)).flatMap { $0.labels ?? [] } == all(plan)[2...].flatMap { $0.labels ?? [] })
    #expect(plan.samples(of: 2..<5) == 32..<70)
  }

  @Test func startsAgainWithEachReader() throws {
    let plan = try open("data/deflated_two_inputs.npz").plan(for: pair)
    #expect(try all(plan).count == all(plan).count)
  }

  @Test func takesLabelsFromAFile() throws {
    let path = Resources.path("data/deflated_two_inputs.npz")
    let data = try DataSet.open([path], labels: Resources.path("data/labels_70.npy"), access: access)
    let labels = try all(data.plan(for: pair, batch: 50)).map { $0.labels ?? [] }
    #expect(labels.map(\.count) == [50, 20] && labels[1].first == 1)
  }

  @Test func feedsMCTBatchesAsTheyAre() throws {
    let data = try open("data/mct.npz")
    #expect(data.layout == .batches && data.sampleCount == 9)
    let batches = try all(data.plan(for: [.tensorForTest("input", .float32, [.named("N"), .fixed(2)])]))
    #expect(batches.map(\.samples) == [3, 2, 4] && batches.map(\.index) == [0, 1, 2])
    #expect(batches.map { floats($0.inputs[0])[0] } == [0, 1, 2])
    #expect(batches.map { $0.labels?.count } == [3, 2, 4])
    #expect(batches[2].inputs[0].name == "input" && batches[2].inputs[0].shape == [4, 2])
  }

  @Test func feedsSeveralInputsOfMCTByNumber() throws {
    let inputs: [ValueInfo] = [
      .tensorForTest("a", .float32, [.unknown, .fixed(2)]), .tensorForTest("b", .float32, [.unknown, .fixed(5)]),
    ]
    let batches = try all(open("data/mct_two_inputs.npz").plan(for: inputs))
    #expect(batches.map { $0.inputs.map(\.shape) } == [[[3, 2], [3, 5]], [[1, 2], [1, 5]]])
  }

  @Test func cutsMCTBatchesForAModelOfBatch1() throws {
    let batches = try all(open("data/mct.npz").plan(for: [.tensorForTest("input", .float32, [.fixed(1), .fixed(2)])]))
    #expect(batches.count == 9 && batches.allSatisfy { $0.inputs[0].shape == [1, 2] })
    #expect(batches.map { floats($0.inputs[0])[0] } == [0, 0, 0, 1, 1, 2, 2, 2, 2])
    #expect(batches.flatMap { $0.labels ?? [] } == [0, 1, 2, 0, 1, 0, 1, 2, 3])
  }

  @Test func feedsAnArrayWithoutBatchAxisWhole() throws {
    let inputs: [ValueInfo] = [
      .tensorForTest("x", .float32, [.named("N"), .fixed(3)]), .tensorForTest("idx", .int64, [.fixed(2)]),
    ]
    let batches = try all(open("data/shared.npz").plan(for: inputs, batch: 4))
    #expect(batches.map { $0.inputs.map(\.shape) } == [[[4, 3], [2]], [[2, 3], [2]]])
    #expect(batches.allSatisfy { floats($0.inputs[1]) == [0, 2] })
  }

  @Test func feedsFilesOfAFolderAsTheyAre() throws {
    let path = Resources.path("edge/pairs/shapes_change/data")
    let data = try DataSet.open([path], access: access)
    #expect(data.layout == .files && data.sampleCount == 3)
    let model = try OnnxModel(path: Resources.path("edge/pairs/shapes_change/float.onnx"), access: access)
    let shapes = try all(data.plan(for: model.graph.inputs)).map(\.inputs[0].shape)
    #expect(Set(shapes).count == 3 && shapes.allSatisfy { $0.count == 4 && $0[0] == 1 })
    let globbed = try DataSet.open([path + "/*.npy"], access: access)
    #expect(globbed.sampleCount == 3)
  }

  @Test func noticesFilesThatChangeMeanwhile() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.npy", npy([1, 2], shape: [1, 2]))
    try folder.write("b.npy", npy([3, 4], shape: [1, 2]))
    let reader = try DataSet.open([folder.path], access: access)
      .plan(for: [.tensorForTest("x", .float32, [.unknown, .fixed(2)])]).makeReader()
    #expect(try reader.next().map { floats($0.inputs[0]) } == [1, 2])
    try folder.write("b.npy", npy([3], shape: [1, 1]))
    let error = formatError { () throws(FormatError) in _ = try reader.next() }
    #expect(error?.kind == .unreadable && error?.message.contains("changed") == true)
  }

  // MARK: - Types

  @Test func convertsTypesWhereNothingIsLost() throws {
    let input = [ValueInfo.tensorForTest("x", .float32, [.unknown, .fixed(1)])]
    let exact = try all(open("data/exact.npy").plan(for: input)).flatMap { floats($0.inputs[0]) }
    #expect(exact[0...1] == [1, 2.5] && exact[2].isNaN && exact[3] == -.infinity)
    #expect(try all(open("data/bytes.npy").plan(for: input)).flatMap { floats($0.inputs[0]) } == [0, 255])
  }

  @Test(arguments: [("data/lossy.npy", "float64 and holds 0.1"), ("data/wide.npy", "int64 and holds 16777217")])
  func refusesValuesThatWouldChange(_ file: String, _ words: String) throws {
    let reader = try open(file).plan(for: [.tensorForTest("x", .float32, [.unknown, .fixed(1)])]).makeReader()
    let error = formatError { () throws(FormatError) in _ = try reader.next() }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    #expect(error?.advice.first?.contains("astype(np.float32)") == true)
  }

  // MARK: - What does not fit

  @Test(arguments: [
    ("data_wrong_width", "float", ["x", "5", "4", "shape"]), ("data_missing_input", "float", ["'x2'"]),
    ("data_zero_samples", "float", ["no samples"]), ("input_shape_differs", "quant", ["x", "shape"]),
    ("input_dtype_differs", "quant", ["x", "uint8", "float"]),
  ])
  func refusesBeforeAnythingRuns(_ pair: String, _ model: String, _ words: [String]) throws {
    let model = try OnnxModel(path: Resources.path("edge/pairs/\(pair)/\(model).onnx"), access: access)
    let data = try DataSet.open([Resources.path("edge/pairs/\(pair)/data.npz")], access: access)
    let error = try #require(formatError { () throws(FormatError) in _ = try data.plan(for: model.graph.inputs) })
    for word in words { #expect(error.description.contains(word), "\(error)") }
  }

  @Test func refusesArraysOfDifferentLengths() throws {
    let inputs: [ValueInfo] = [
      .tensorForTest("x", .float32, [.unknown, .fixed(4)]), .tensorForTest("x2", .float32, [.unknown, .fixed(4)]),
    ]
    let data = try open("edge/npz/mismatched_lengths.npz")
    let error = formatError { () throws(FormatError) in _ = try data.plan(for: inputs) }
    #expect(error?.message.contains("'x' [4,4], 'x2' [3,4]") == true)
  }

  @Test func saysWantedAndFound() throws {
    let error = formatError { () throws(FormatError) in
      _ = try DataSet.open([Resources.path("data/exact.npy")], access: access)
        .plan(for: [.tensorForTest("image", .float32, [.named("N"), .fixed(1), .fixed(8)])])
    }
    #expect(
      error?.message.hasSuffix(
        "has a shape that does not fit the model's input 'image'; wanted [N,1,8] float32, found [4,1] float64") == true)
  }

  @Test func obeysTheBatchSizeOfTheModel() throws {
    let model = try OnnxModel(path: Resources.path("edge/pairs/batch_fixed_1/quant.onnx"), access: access)
    #expect(DataSet.fixedBatchSize(of: model.graph.inputs) == 1)
    let data = try DataSet.open([Resources.path("edge/pairs/batch_fixed_1/data.npz")], access: access)
    let plan = try data.plan(for: model.graph.inputs)
    #expect(plan.batchCount == 6 && plan.batchSize == 1)
    let conflict = formatError { () throws(FormatError) in _ = try data.plan(for: model.graph.inputs, batch: 4) }
    #expect(conflict?.message.contains("batches of 1") == true)
    let four = [ValueInfo.tensorForTest("x", .float32, [.fixed(4), .fixed(4)])]
    let rest = formatError { () throws(FormatError) in _ = try data.plan(for: four) }
    #expect(rest?.message.contains("2 would be left over") == true)
  }

  @Test func refusesLabelsOfAnotherLength() throws {
    let data = try DataSet.open(
      [Resources.path("edge/npz/stored.npz")], labels: Resources.path("data/labels_70.npy"), access: access)
    let error = formatError { () throws(FormatError) in
      _ = try data.plan(for: [.tensorForTest("x", .float32, [.unknown, .fixed(3)])])
    }
    #expect(error?.message.contains("one integer for each of 2 samples") == true)
  }

  @Test func saysWhatIsMissing() {
    let error = formatError { () throws(FormatError) in
      _ = try DataSet.open([Resources.path("data/mct.npy")], access: access)
    }
    #expect(error?.kind == .missing && error?.advice.first?.contains("mct.npz") == true)
  }

  // MARK: - Reference data

  @Test(.enabled(if: Resources.reference("ort/silero_vad/val") != nil))
  func feedsTheSamplesOfSileroVad() throws {
    let model = try OnnxModel(path: #require(Resources.reference("ort/silero_vad/float.onnx")), access: access)
    let data = try DataSet.open([#require(Resources.reference("ort/silero_vad/val"))], access: access)
    let batches = try all(data.plan(for: model.graph.inputs))
    #expect(batches.count == 24 && batches.allSatisfy { $0.samples == 1 })
    #expect(batches[0].inputs.map(\.shape) == [[1, 576], [2, 1, 128], []])
    #expect(floats(batches[0].inputs[2]) == [16000])
  }

  @Test(.enabled(if: Resources.reference("ort/ppocr_cls/val_folder") != nil))
  func readsTheSameSamplesFromAFolderAsFromAnArchive() throws {
    let model = try OnnxModel(path: #require(Resources.reference("ort/ppocr_cls/float.onnx")), access: access)
    let folder = try DataSet.open([#require(Resources.reference("ort/ppocr_cls/val_folder"))], access: access)
    let archive = try DataSet.open([#require(Resources.reference("ort/ppocr_cls/val.npz"))], access: access)
    let one = try all(folder.plan(for: model.graph.inputs))
    let other = try all(archive.plan(for: model.graph.inputs, batch: 1))
    #expect(one.count == 4 && other.count == 22)
    for (left, right) in zip(one, other) { #expect(left.inputs[0].bytes.elementsEqual(right.inputs[0].bytes)) }
  }

  private func open(_ file: String) throws -> DataSet { try DataSet.open([Resources.path(file)], access: access) }

  private func all(_ plan: BatchPlan) throws -> [Batch] {
    let batches = try all(plan.makeReader())
    #expect(batches.count == plan.batchCount)
    return batches
  }

  private func all(_ reader: BatchReader) throws -> [Batch] {
    var batches: [Batch] = []
    while let batch = try reader.next() { batches.append(batch) }
    return batches
  }

  private func floats(_ input: BatchInput) -> [Float] {
    TensorValues(type: input.type, shape: input.shape, view: input.view).floats()
  }
}
