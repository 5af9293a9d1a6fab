// A histogram in an event file: tensorflow.HistogramProto.

import XQSystem

/// A histogram as Model Compression Toolkit writes it: equal bins, with their left edges.
///
/// Counts need not be whole: the toolkit merges the histograms of batches by interpolating between them. Its ``leftEdges``
/// stand where the format has right ones, and its number of samples is in fact the number of bins, so that it is left out.
public struct EventHistogram: Sendable {
  /// The left edge of each bin, ascending.
  public let leftEdges: [Double]
  /// As many as ``leftEdges``.
  public let counts: [Double]

  /// Reads the histogram at a range that an ``Event`` of the file named.
  ///
  /// - Throws: ``FormatError`` where edges and counts do not belong together, or are no numbers.
  public init(_ reader: EventReader, at range: Range<Int>) throws(FormatError) {
    let file = reader.file
    var (edges, counts): ([Double], [Double]) = ([], [])
    do throws(ProtobufWire.Failure) {
      var wire = ProtobufWire(file.bytes, range)
      while let field = try wire.next() {
        switch field.number {
        case 6: try Self.append(field, of: file.bytes, to: &edges)
        case 7: try Self.append(field, of: file.bytes, to: &counts)
        default: break
        }
      }
    } catch {
      throw reader.damaged(error, what: "a histogram")
    }
    guard !edges.isEmpty, edges.count == counts.count else {
      throw FormatError(
        .invalid, file: file.displayName, "has a histogram with \(edges.count) edges and \(counts.count) counts",
        wanted: "as many of both")
    }
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 <= $1 }), edges.allSatisfy(\.isFinite),
      counts.allSatisfy({ $0.isFinite && $0 >= 0 })
    else {
      throw FormatError(
        .invalid, file: file.displayName, "has a histogram whose edges do not ascend or whose counts are no counts")
    }
    (leftEdges, self.counts) = (edges, counts)
  }

  /// Packed doubles, or one.
  private static func append(
    _ field: ProtobufWire.Field, of bytes: UnsafeRawBufferPointer, to numbers: inout [Double]
  ) throws(ProtobufWire.Failure) {
    guard field.wireType == 1 || field.wireType == 2 else { return }
    guard field.range.count % 8 == 0 else {
      throw .truncated(at: field.range.lowerBound, missing: 8 - field.range.count % 8)
    }
    numbers.reserveCapacity(numbers.count + field.range.count / 8)
    for place in stride(from: field.range.lowerBound, to: field.range.upperBound, by: 8) {
      numbers.append(bytes.double(at: place))
    }
  }
}
