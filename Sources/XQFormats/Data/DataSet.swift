// Samples to feed models with: which files and arrays hold them.

import XQSystem

/// A data set, opened: heads of arrays are read, their values only when batches are.
///
/// Three layouts are told apart: arrays of many samples in one file, cut along axis 0; files with one sample each, fed as
/// they are; and MCT's archives with one array a batch (`batch_000`, `batch_000_input_1`, `labels_000`).
public final class DataSet: Sendable {
  public enum Layout: String, Sendable {
    /// One array an input, axis 0 counts samples.
    case arrays
    /// One file a sample (or a batch), in the order of their names' bytes.
    case files
    /// One array a batch and input, in the order of their numbers.
    case batches
  }

  /// One array as data sets are described: of the first file or batch where there are several.
  public struct ArrayDescription: Sendable, Equatable {
    /// Empty for a file that is one array.
    public let name: String
    public let type: ElementType
    public let shape: [Int]
  }

  /// What the user called it.
  public let name: String
  public let layout: Layout
  /// The common length of axis 0, summed over files and batches; where the arrays of one disagree about axis 0, it counts
  /// as one sample. A ``BatchPlan`` knows better: it knows which arrays are fed.
  public let sampleCount: Int
  /// Without labels.
  public let arrays: [ArrayDescription]
  public let hasLabels: Bool
  /// What was passed over, a sentence each.
  public let notices: [String]

  /// Arrays that the user gave to an input of another name, by the input's name.
  public let arrayOfInput: [String: String]

  let units: [SampleUnit]
  /// Labels from a file of their own.
  let labels: StoredArray?
  let access: FileAccess

  init(
    name: String, layout: Layout, units: [SampleUnit], labels: StoredArray?, arrayOfInput: [String: String] = [:],
    notices: [String], access: FileAccess
  ) {
    self.name = name
    self.arrayOfInput = arrayOfInput
    self.layout = layout
    self.units = units
    self.labels = labels
    self.notices = notices
    self.access = access
    sampleCount = units.reduce(0) { $0 + $1.rows }
    hasLabels = labels != nil || units.first?.labels != nil
    arrays = (units.first?.arrays ?? []).map {
      ArrayDescription(name: $0.name, type: $0.header.type, shape: $0.header.shape)
    }
  }

  /// Opens files, folders or patterns of `.npy` and `.npz`; what a file is tells its content.
  ///
  /// - Parameters:
  ///   - paths: one file, or a folder, a pattern, or several of any of them for one sample a file.
  ///   - labels: a file with one integer a sample, where the data do not hold them under `labels`.
  ///   - arrayOfInput: arrays for inputs of another name, by the input's name.
  public static func open(
    _ paths: [String], labels: String? = nil, arrayOfInput: [String: String] = [:], access: FileAccess
  ) throws(FormatError) -> DataSet {
    let set = try DataSetOpener(access: access).open(paths, labels: labels)
    let names = set.arrays.map(\.name)
    for (input, array) in arrayOfInput.sorted(by: { $0.key < $1.key }) where !names.contains(array) {
      throw FormatError(
        .mismatched, file: set.name, "has no array for input '\(input)'", wanted: "'\(array)'",
        found: names.map { "'\($0)'" }.joined(separator: ", "))
    }
    return arrayOfInput.isEmpty ? set : DataSet(set, arrayOfInput: arrayOfInput)
  }

  private convenience init(_ other: DataSet, arrayOfInput: [String: String]) {
    self.init(
      name: other.name, layout: other.layout, units: other.units, labels: other.labels, arrayOfInput: arrayOfInput,
      notices: other.notices, access: other.access)
  }
}

/// Arrays that are fed together: of one file, or of one batch in an archive.
struct SampleUnit: Sendable {
  /// An array's name and head.
  struct Entry: Sendable {
    let name: String
    let header: NpyHeader
  }

  enum Source: Sendable {
    /// Arrays of a file that stays open.
    case opened([StoredArray])
    /// A file that is opened when its turn comes: a data set may have more files than a process may hold open.
    case path(String)
  }

  let source: Source
  /// The file, for diagnostics.
  let file: String
  let arrays: [Entry]
  let labels: Entry?

  init(_ stored: [StoredArray], labels: StoredArray?, path: String?, file: String) {
    self.file = file
    arrays = stored.map { Entry(name: $0.name, header: $0.header) }
    self.labels = labels.map { Entry(name: $0.name, header: $0.header) }
    source = path.map { .path($0) } ?? .opened(stored + (labels.map { [$0] } ?? []))
  }

  /// The length of axis 0 where all arrays agree about it, else 1.
  var rows: Int { commonLength ?? 1 }

  /// `nil` where an array has rank 0 or another length than the first.
  var commonLength: Int? {
    guard let first = arrays.first?.header.shape.first else { return nil }
    return arrays.allSatisfy { $0.header.shape.first == first } ? first : nil
  }

  /// The arrays with their values at hand.
  func open(_ access: FileAccess) throws(FormatError) -> [String: StoredArray] {
    let stored: [StoredArray]
    switch source {
    case .opened(let arrays): stored = arrays
    case .path(let path):
      stored = try ArrayFile(access.contents(path), checksSmall: false).arrays
      for entry in arrays + (labels.map { [$0] } ?? [])
      where stored.first(where: { $0.name == entry.name })?.header != entry.header {
        throw FormatError(
          .unreadable, file: path, "was changed while it was in use", advice: ["load it again"])
      }
    }
    return Dictionary(stored.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
