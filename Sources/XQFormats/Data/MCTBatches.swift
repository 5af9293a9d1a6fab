// Archives with one array a batch, as scripts around MCT save what its tool was fed with.

/// `batch_000`, or `batch_000_input_0` and so on where the model has several inputs; `labels_000` beside them.
struct MCTBatches {
  let units: [SampleUnit]
  let notices: [String]

  /// `nil` where the archive has another layout.
  init?(_ arrays: [StoredArray], file: String) throws(FormatError) {
    var batches: [Int: [Int: StoredArray]] = [:]
    var labels: [Int: StoredArray] = [:]
    var others: [String] = []
    for array in arrays {
      if let key = Key(array.name) {
        guard batches[key.batch]?[key.input] == nil else {
          throw FormatError(.invalid, file: file, subject: array.name, "is a second array for the same batch and input")
        }
        batches[key.batch, default: [:]][key.input] = array
      } else if array.name.hasPrefix("labels_"), let number = Int(array.name.dropFirst(7)) {
        labels[number] = array
      } else {
        others.append(array.name)
      }
    }
    let numbers = batches.keys.sorted()
    guard let first = numbers.first, let wanted = batches[first]?.keys.sorted() else { return nil }
    notices = others.map { "'\($0)' in '\(file)' is neither a batch nor labels and is left out" }
    var units: [SampleUnit] = []
    for number in numbers {
      let inputs = (batches[number] ?? [:]).sorted { $0.key < $1.key }
      guard inputs.map(\.key) == wanted, wanted == Array(0..<wanted.count) else {
        throw FormatError(
          .invalid, file: file, subject: inputs.first?.value.name,
          "belongs to a batch with other inputs than the first",
          wanted: "inputs \(wanted.map(String.init).joined(separator: ", "))",
          found: inputs.map { "\($0.key)" }.joined(separator: ", "))
      }
      guard labels.isEmpty || labels[number] != nil else {
        throw FormatError(.invalid, file: file, subject: inputs.first?.value.name, "has no labels, other batches have")
      }
      units.append(SampleUnit(inputs.map(\.value), labels: labels[number], path: nil, file: file))
    }
    self.units = units
  }

  private struct Key {
    let batch: Int
    let input: Int

    init?(_ name: String) {
      let parts = name.split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count >= 2, parts[0] == "batch", let batch = Int(parts[1]), batch >= 0 else { return nil }
      self.batch = batch
      switch parts.dropFirst(2).map(String.init) {
      case []: input = 0
      case let rest where rest.count == 2 && rest[0] == "input":
        guard let input = Int(rest[1]), input >= 0 else { return nil }
        self.input = input
      default: return nil
      }
    }
  }
}
