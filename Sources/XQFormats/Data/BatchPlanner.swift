// Lays a data set beside the inputs of a model: names, types, shapes, lengths, batch size.

import XQSystem

extension DataSet {
  /// Samples a batch where neither the model nor the user says: all, where there are fewer.
  public static let defaultBatchSize = 32

  /// The batch size that a model's inputs fix: the first dimension of every input that has one, where they agree.
  ///
  /// `nil` where the model takes any.
  public static func fixedBatchSize(of inputs: [ValueInfo]) -> Int? {
    let sizes = inputs.compactMap { input -> ValueInfo.Dimension? in
      guard case .tensor(_, let shape) = input.kind else { return nil }
      return shape?.first
    }
    guard case .fixed(let size)? = sizes.first, sizes.allSatisfy({ $0 == .fixed(size) }) else { return nil }
    return size
  }

  /// Checks that the data fit the model, and says how they are fed. No values are read.
  ///
  /// Arrays go to the input of their name; the only array of a file to the only input; `arr_0`, `arr_1` … and MCT's
  /// batches by position. Axis 0 counts samples, but for an array that has exactly the shape that the model fixes while
  /// others are longer: it is fed whole with every batch.
  ///
  /// - Parameter batch: samples a batch; the model's fixed batch size where it has one, else 32 or all there are.
  ///   Files and MCT's batches are fed as they are, cut only where the model fixes a smaller size.
  /// - Throws: with what the model wants and what the data have.
  public func plan(for inputs: [ValueInfo], batch: Int? = nil) throws(FormatError) -> BatchPlan {
    var planner = BatchPlanner(data: self, inputs: inputs)
    return try planner.plan(batch: batch)
  }
}

struct BatchPlanner {
  private let data: DataSet
  private let inputs: [ValueInfo]
  private var notices: [String]

  init(data: DataSet, inputs: [ValueInfo]) {
    self.data = data
    self.inputs = inputs
    notices = data.notices
  }

  mutating func plan(batch: Int?) throws(FormatError) -> BatchPlan {
    guard !inputs.isEmpty else { throw error(.mismatched, "cannot be fed: the model has no inputs") }
    guard batch.map({ $0 > 0 }) ?? true else { throw error(.mismatched, "cannot be fed in batches of \(batch ?? 0)") }
    guard data.sampleCount > 0 else { throw error(.empty, "has no samples") }
    let positions = try bind()
    let types = try inputs.map { (input) throws(FormatError) in try wantedType(input) }
    let shared = sharedInputs(positions)
    let feeds = inputs.indices.map {
      BatchPlan.Feed(input: inputs[$0].name, position: positions[$0], type: types[$0], isShared: shared[$0])
    }
    for (input, feed) in zip(inputs, feeds) {
      let found = first.arrays[feed.position].header.type
      guard let wanted = feed.type, wanted != found else { continue }
      notices.append(
        "the \(found.name) values for input '\(input.name)' are converted to \(wanted.name), if none is lost")
    }
    try requireEqualLengths(feeds)
    let fixed = fixedSize(shared)
    var cuts: [BatchPlan.Cut] = []
    for unit in data.units {
      let cut = try cut(unit, feeds, batch: batch, fixed: fixed)
      for (input, feed) in zip(inputs, feeds) { try requireFit(unit, feed, input, cut) }
      try requireLabels(unit, cut)
      cuts.append(cut)
    }
    if data.layout != .arrays, batch != nil {
      notices.append("data that come in batches are fed as they are: batch is not used")
    }
    let plan = BatchPlan(
      data: data, feeds: feeds, cuts: cuts, batchSize: data.layout == .arrays ? cuts.first?.step : nil,
      notices: notices)
    try requireSeparateLabels(plan)
    return plan
  }

  // MARK: - Names and types

  private var first: SampleUnit { data.units[0] }

  /// For each input the position of its array.
  private mutating func bind() throws(FormatError) -> [Int] {
    let names = first.arrays.map(\.name)
    if data.layout == .batches {
      guard names.count == inputs.count else { throw wrongInputs() }
      return Array(inputs.indices)
    }
    let byName = inputs.map { input in names.firstIndex(of: data.arrayOfInput[input.name] ?? input.name) }
    if byName.allSatisfy({ $0 != nil }) {
      for (position, name) in names.enumerated() where !byName.contains(position) {
        notices.append("array '\(name)' belongs to no input of the model and is left out")
      }
      return byName.compactMap { $0 }
    }
    // An array without a name of its own: a .npy file, or numpy's name for the first of an archive.
    if inputs.count == 1, names.count == 1, names[0].isEmpty || names[0] == "arr_0" { return [0] }
    let numbered = inputs.indices.map { names.firstIndex(of: "arr_\($0)") }
    if names.count == inputs.count, numbered.allSatisfy({ $0 != nil }) {
      notices.append("arrays 'arr_0' … are fed to the model's inputs by position")
      return numbered.compactMap { $0 }
    }
    throw wrongInputs()
  }

  private func wrongInputs() -> FormatError {
    let names = Set(first.arrays.map(\.name))
    let missing = inputs.filter { !names.contains($0.name) }
    let wanted = inputs.map { "'\($0.name)' \($0.typeText)" }.joined(separator: ", ")
    let found = first.arrays.map { "'\($0.name)' \(Shape.text($0.header.shape)) \($0.header.type.name)" }
    let lacking = missing.map { "'\($0.name)'" }.joined(separator: ", ")
    return FormatError(
      .mismatched, file: first.file,
      data.layout == .batches
        ? "has \(first.arrays.count) arrays a batch; the model has \(inputs.count) inputs"
        : "has no array for the model's input \(lacking)",
      wanted: wanted, found: found.joined(separator: ", "),
      advice: ["give an array to an input: load \(first.file) --input \(mapping(missing.map(\.name)))"])
  }

  /// What to write behind `--input`: the two names where only one array can be meant.
  private func mapping(_ missing: [String]) -> String {
    let free = first.arrays.map(\.name).filter { name in !inputs.contains { $0.name == name } }
    guard missing.count == 1, free.count == 1, !free[0].isEmpty else { return "NAME=ARRAY" }
    return "\(missing[0])=\(free[0])"
  }

  private func wantedType(_ input: ValueInfo) throws(FormatError) -> ElementType? {
    switch input.kind {
    case .tensor(let type, _): return type
    case .unknown: return nil
    case .other(let kind):
      throw FormatError(
        .unsupported, file: data.name, "cannot be fed: the model's input '\(input.name)' is a \(kind); wanted a tensor")
    }
  }

  // MARK: - Lengths and batches

  /// Arrays of rank 0, and those of exactly the fixed shape of their input while another array has a batch axis.
  private func sharedInputs(_ positions: [Int]) -> [Bool] {
    guard data.layout == .arrays else { return inputs.map { _ in false } }
    let shapes = positions.map { first.arrays[$0].header.shape }
    let isExact = zip(inputs, shapes).map { input, shape in
      guard case .tensor(_, let wanted?) = input.kind else { return shape.isEmpty }
      return wanted == shape.map { .fixed($0) }
    }
    if isExact.allSatisfy({ $0 }) { return shapes.map(\.isEmpty) }
    return isExact
  }

  private func requireEqualLengths(_ feeds: [BatchPlan.Feed]) throws(FormatError) {
    guard data.layout == .arrays else { return }
    let arrays = feeds.filter { !$0.isShared }.map { first.arrays[$0.position] }
    guard let one = arrays.first, let other = arrays.first(where: { $0.header.shape.first != one.header.shape.first })
    else { return }
    throw FormatError(
      .mismatched, file: first.file,
      "has arrays of different lengths: '\(one.name)' \(Shape.text(one.header.shape)), '\(other.name)' \(Shape.text(other.header.shape))",
      advice: ["axis 0 counts samples; to feed files as they are, save one file a sample and give their folder"])
  }

  /// The batch size that the inputs which are cut fix; where they disagree, the shapes will be refused.
  private func fixedSize(_ shared: [Bool]) -> Int? {
    for (input, isShared) in zip(inputs, shared) where !isShared {
      if case .tensor(_, let shape?) = input.kind, case .fixed(let size)? = shape.first { return size }
    }
    return nil
  }

  private func cut(
    _ unit: SampleUnit, _ feeds: [BatchPlan.Feed], batch: Int?, fixed: Int?
  ) throws(FormatError) -> BatchPlan.Cut {
    let sliced = feeds.filter { !$0.isShared }.map { unit.arrays[$0.position].header.shape.first }
    if data.layout == .arrays {
      guard let rows = sliced.first ?? nil else { return BatchPlan.Cut(rows: 1, step: 1, isSliced: false) }
      guard rows > 0 else { throw error(.empty, "has no samples") }
      if let fixed, fixed > 0 {
        guard batch == nil || batch == fixed else {
          throw error(.mismatched, "cannot be fed in batches of \(batch ?? 0): the model takes batches of \(fixed)")
        }
        try requireDivisible(rows, fixed, unit)
        return BatchPlan.Cut(rows: rows, step: fixed, isSliced: true)
      }
      return BatchPlan.Cut(rows: rows, step: min(batch ?? DataSet.defaultBatchSize, rows), isSliced: true)
    }
    let rows = sliced.allSatisfy { $0 == sliced[0] } ? sliced[0] ?? 1 : 1
    guard rows > 0 else { throw FormatError(.empty, file: unit.file, "has no samples") }
    guard let fixed, fixed > 0, fixed < rows, sliced.allSatisfy({ $0 == rows }) else {
      return BatchPlan.Cut(rows: rows, step: rows, isSliced: false)
    }
    try requireDivisible(rows, fixed, unit)
    return BatchPlan.Cut(rows: rows, step: fixed, isSliced: true)
  }

  private func requireDivisible(_ rows: Int, _ fixed: Int, _ unit: SampleUnit) throws(FormatError) {
    guard rows % fixed == 0 else {
      throw FormatError(
        .mismatched, file: unit.file,
        "has \(rows) samples, and the model takes batches of exactly \(fixed): \(rows % fixed) would be left over",
        advice: ["keep \(rows - rows % fixed) samples, or export the model with a dynamic batch axis"])
    }
  }

  // MARK: - Shapes

  private func requireFit(
    _ unit: SampleUnit, _ feed: BatchPlan.Feed, _ input: ValueInfo, _ cut: BatchPlan.Cut
  ) throws(FormatError) {
    guard case .tensor(let type, let wanted) = input.kind else { return }
    let array = unit.arrays[feed.position]
    func misfit(_ what: String) -> FormatError {
      FormatError(
        .mismatched, file: unit.file, subject: array.name.isEmpty ? nil : array.name,
        "has a \(what) that does not fit the model's input '\(input.name)'", wanted: input.typeText,
        found: "\(Shape.text(array.header.shape)) \(array.header.type.name)")
    }
    guard ValueConversion.isPossible(from: array.header.type, to: type) else { throw misfit("type") }
    guard let wanted else { return }
    let shape = array.header.shape
    guard wanted.count == shape.count else { throw misfit("shape") }
    for (axis, dimension) in wanted.enumerated() {
      guard case .fixed(let size) = dimension else { continue }
      let found = axis == 0 && cut.isSliced && !feed.isShared ? cut.step : shape[axis]
      guard found == size else { throw misfit("shape") }
    }
  }

  // MARK: - Labels

  private func requireLabels(_ unit: SampleUnit, _ cut: BatchPlan.Cut) throws(FormatError) {
    guard let labels = unit.labels else { return }
    try requireLabels(labels.header, count: cut.rows, file: unit.file, name: labels.name)
  }

  private func requireSeparateLabels(_ plan: BatchPlan) throws(FormatError) {
    guard let labels = data.labels else { return }
    try requireLabels(labels.header, count: plan.sampleCount, file: labels.file.displayName, name: labels.name)
  }

  private func requireLabels(_ header: NpyHeader, count: Int, file: String, name: String) throws(FormatError) {
    let isColumn = header.shape.count == 1 || header.shape.dropFirst().allSatisfy { $0 == 1 }
    guard !header.type.isFloat, isColumn, header.count == count else {
      throw FormatError(
        .mismatched, file: file, subject: name.isEmpty ? "labels" : name, "does not fit the data as labels",
        wanted: "one integer for each of \(count) samples", found: "\(Shape.text(header.shape)) \(header.type.name)")
    }
  }

  private func error(_ kind: FormatError.Kind, _ problem: String) -> FormatError {
    FormatError(kind, file: data.name, problem)
  }
}
