// One sample of a data set, as numbers to look at.

import XQSystem

/// The arrays of one sample.
public struct DataSample: Sendable {
  /// One array of it, in C order.
  public struct Array: Sendable {
    /// Empty for a file that is one array.
    public let name: String
    /// Without axis 0 where that counts samples.
    public let shape: [Int]
    public let values: [Float]

    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  public let arrays: [Array]
  /// The right answer, where the data hold one a sample.
  public let label: Int64?

  public init(arrays: [Array], label: Int64?) {
    self.arrays = arrays
    self.label = label
  }
}

extension DataSet {
  /// A sample by its place, from 0; `nil` beyond the last one.
  ///
  /// - Parameter mostElements: an array that has more of them a sample is left out, as are arrays without numbers.
  /// - Complexity: what lies before it in its file is read too, where the file is compressed.
  /// - Throws: where a file is damaged or was changed since it was opened.
  public func sample(_ place: Int, mostElements: Int) throws(FormatError) -> DataSample? {
    guard place >= 0 else { return nil }
    var row = place
    for unit in units {
      if row < unit.rows { return try sample(row, of: unit, place, mostElements) }
      row -= unit.rows
    }
    return nil
  }

  private func sample(
    _ row: Int, of unit: SampleUnit, _ place: Int, _ mostElements: Int
  ) throws(FormatError) -> DataSample {
    let stored = try unit.open(access)
    var arrays: [DataSample.Array] = []
    for entry in unit.arrays {
      let isSliced = unit.commonLength != nil && layout != .files
      let rows = isSliced ? max(1, unit.rows) : 1
      let elements = entry.header.count / rows
      let type = entry.header.type
      guard let array = stored[entry.name], elements <= mostElements, type.hasNumbers else { continue }
      let reader = try ArrayReader(array)
      if isSliced { try skip(row, elements, reader) }
      let piece = try reader.read(elements)
      let values = piece.withUnsafeBytes { ElementDecoding.floats($0, type, elements) }
      let shape = isSliced ? Swift.Array(entry.header.shape.dropFirst()) : entry.header.shape
      arrays.append(DataSample.Array(name: entry.name, shape: shape, values: values))
    }
    return DataSample(arrays: arrays, label: try label(row, of: unit, place, stored))
  }

  /// One sample after the other, so that no more than one is in memory.
  private func skip(_ rows: Int, _ elements: Int, _ reader: ArrayReader) throws(FormatError) {
    for _ in 0..<rows { _ = try reader.read(elements) }
  }

  private func label(
    _ row: Int, of unit: SampleUnit, _ place: Int, _ stored: [String: StoredArray]
  ) throws(FormatError) -> Int64? {
    let own = unit.labels.flatMap { stored[$0.name] }
    guard let array = labels ?? own else { return nil }
    let count = (labels == nil ? row : place) + 1
    guard count <= array.header.count else { return nil }
    let piece = try ArrayReader(array).read(count)
    return piece.withUnsafeBytes { ElementDecoding.integers($0, array.header.type, count) }?.last
  }
}

extension ElementType {
  /// Whether its elements can be read as real numbers.
  fileprivate var hasNumbers: Bool {
    switch self {
    case .string, .complex64, .complex128: false
    default: true
    }
  }
}
