// Batches one after the other.

import XQSystem

/// Reads the batches of a plan in order. Memory: one batch, whatever the data set's length.
///
/// Not for use by two threads at once.
public final class BatchReader {
  private let plan: BatchPlan
  private var unit: Int
  private var row: Int
  private var index: Int
  private let end: Int
  /// Samples of the data set that lie before the first batch.
  private let passedOver: Int
  private var current: OpenUnit?
  private var labels: ArrayReader?

  /// The arrays of the unit that is being read.
  private struct OpenUnit {
    let readers: [ArrayReader]
    let headers: [NpyHeader]
    /// The values of feeds that are shared, by position among the feeds.
    let shared: [Int: ByteView]
    let labels: ArrayReader?
  }

  init(_ plan: BatchPlan, _ batches: Range<Int>) {
    self.plan = plan
    (unit, row, passedOver) = plan.position(of: batches.lowerBound)
    (index, end) = (batches.lowerBound, batches.upperBound)
  }

  /// The next batch; `nil` behind the last one.
  ///
  /// - Throws: where a file is damaged, changed since it was opened, or holds a value that the model's type cannot hold
  ///   exactly. There are no more batches then.
  public func next() throws(FormatError) -> Batch? {
    guard unit < plan.cuts.count, index < end else { return nil }
    do throws(FormatError) {
      return try read()
    } catch {
      unit = plan.cuts.count
      throw error
    }
  }

  private func read() throws(FormatError) -> Batch {
    let cut = plan.cuts[unit]
    let open: OpenUnit
    if let current { open = current } else { open = try openUnit() }
    current = open
    let count = cut.isSliced ? min(cut.step, cut.rows - row) : cut.rows
    var inputs: [BatchInput] = []
    for (position, feed) in plan.feeds.enumerated() {
      let header = open.headers[position]
      var shape = header.shape
      let piece: ByteView
      if let shared = open.shared[position] {
        piece = shared
      } else {
        if cut.isSliced { shape[0] = count }
        let elements = cut.isSliced ? header.count / max(header.shape[0], 1) * count : header.count
        piece = try converted(open.readers[position].read(elements), elements, header.type, feed)
      }
      inputs.append(BatchInput(name: feed.input, type: feed.type ?? header.type, shape: shape, view: piece))
    }
    let batch = Batch(index: index, samples: count, inputs: inputs, labels: try readLabels(open, count))
    index += 1
    row += count
    if row >= cut.rows {
      unit += 1
      row = 0
      current = nil
    }
    return batch
  }

  private func openUnit() throws(FormatError) -> OpenUnit {
    let unit = plan.data.units[unit]
    let stored = try unit.open(plan.data.access)
    var readers: [ArrayReader] = []
    var headers: [NpyHeader] = []
    var shared: [Int: ByteView] = [:]
    for (position, feed) in plan.feeds.enumerated() {
      guard let array = stored[unit.arrays[feed.position].name] else {
        throw FormatError(.unreadable, file: unit.file, "was changed while it was in use", advice: ["load it again"])
      }
      let reader = try ArrayReader(array)
      if feed.isShared {
        shared[position] = try converted(reader.read(array.header.count), array.header.count, array.header.type, feed)
      }
      // Only the first unit of a slice is opened in its middle.
      if row > 0, !feed.isShared { try reader.skip(array.header.count / max(array.header.shape[0], 1) * row) }
      readers.append(reader)
      headers.append(array.header)
    }
    var labels: ArrayReader?
    if let array = unit.labels.flatMap({ stored[$0.name] }) {
      labels = try ArrayReader(array)
      try labels?.skip(row)
    }
    return OpenUnit(readers: readers, headers: headers, shared: shared, labels: labels)
  }

  private func converted(
    _ piece: ByteView, _ count: Int, _ type: ElementType, _ feed: BatchPlan.Feed
  ) throws(FormatError) -> ByteView {
    guard let wanted = feed.type, wanted != type else { return piece }
    let unit = plan.data.units[unit]
    return try ValueConversion(
      from: type, to: wanted, file: unit.file, array: unit.arrays[feed.position].name, input: feed.input
    ).convert(piece, count)
  }

  private func readLabels(_ open: OpenUnit, _ count: Int) throws(FormatError) -> [Int64]? {
    if let array = plan.data.labels, labels == nil {
      labels = try ArrayReader(array)
      try labels?.skip(passedOver)
    }
    let type = plan.data.labels?.header.type ?? plan.data.units[unit].labels?.header.type
    guard let reader = labels ?? open.labels, let type else { return nil }
    let piece = try reader.read(count)
    guard let values = piece.withUnsafeBytes({ ElementDecoding.integers($0, type, count) }) else {
      throw FormatError(.invalid, file: plan.data.name, subject: "labels", "hold a number beyond 64 bits")
    }
    return values
  }
}
