// Telling a model from data by what is in the file.

import XQSystem

/// What a path leads to, as far as it matters for how it is read.
public enum FileContent: Sendable {
  case model
  /// An array, an archive of arrays, a folder, or a pattern of files.
  case data

  /// Looks at the first bytes. Whatever is not recognised as something else is taken for a model, whose reader says more.
  ///
  /// - Throws: ``FormatError`` for a file that is missing, or of a kind that is neither.
  public static func of(_ path: String, access: FileAccess) throws(FormatError) -> FileContent {
    if access.kind(of: path) == .folder { return .data }
    if access.kind(of: path) == nil, path.contains(where: { "*?[".contains($0) }) { return .data }
    // Their reader says best what is wrong with a damaged one.
    if path.hasSuffix(".npy") || path.hasSuffix(".npz") { return .data }
    let file = try access.contents(path)
    guard file.count > 0 else {
      throw FormatError(
        .empty, file: file.displayName, "is empty; wanted an ONNX model, an .npy array or an .npz archive")
    }
    return try file.withUnsafeBytes { (bytes) throws(FormatError) in
      guard !FileSignature.isEvents(bytes) else {
        throw FormatError(
          .foreign, file: file.displayName, "is one event file of a log",
          advice: ["load the folder of the whole log: the one that 'set_log_folder' got"])
      }
      let head = bytes.prefix(8)
      return FileSignature.isNpy(head) || FileSignature.isZip(head) ? .data : .model
    }
  }
}
