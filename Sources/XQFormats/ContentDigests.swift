// What models and data sets consist of, as one digest each: two of equal digest give equal results.

import XQSystem

extension OnnxModel {
  /// The SHA-256 of the model's file and of the files that its external data lie in.
  ///
  /// A model without external data has the digest of its file.
  ///
  /// - Throws: where external data are no longer there.
  public func digest(_ digests: FileDigests) throws(FormatError) -> String {
    let own = digests.digest(of: bytes)
    var places: Set<String> = []
    for case .external(let path, _, _) in graph.constants.map(\.location) { places.insert(path) }
    guard let modelFolder, !places.isEmpty else { return own }
    var text = own
    for place in places.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let file = try modelFolder.access.contents(modelFolder.locate(place, for: place))
      text += "\n\(digests.digest(of: file)) \(place)"
    }
    return SHA256.digest(text)
  }
}

extension DataSet {
  /// The SHA-256 over the files of the data set, in their order, and over what belongs to which input.
  ///
  /// Names of files are left out: a copy elsewhere is the same data.
  ///
  /// - Throws: where a file is no longer there.
  public func digest(_ digests: FileDigests) throws(FormatError) -> String {
    var text = layout.rawValue
    for (input, array) in arrayOfInput.sorted(by: { $0.key < $1.key }) { text += "\n\(input)=\(array)" }
    // Batches of one archive lie in one file.
    var last: (file: FileBytes, digest: String)?
    func add(_ file: FileBytes) {
      let digest = last.flatMap { $0.file === file ? $0.digest : nil } ?? digests.digest(of: file)
      last = (file, digest)
      text += "\n\(digest)"
    }
    for unit in units {
      switch unit.source {
      case .opened(let arrays): for array in arrays { add(array.file) }
      case .path(let path): add(try access.contents(path))
      }
      text += unit.arrays.reduce("") { "\($0) \($1.name)" } + (unit.labels.map { " labels \($0.name)" } ?? "")
    }
    if let labels {
      text += "\nlabels \(labels.name)"
      add(labels.file)
    }
    return SHA256.digest(text)
  }
}
