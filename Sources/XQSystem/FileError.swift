// What can go wrong with a file, as facts; the sentence for each is made here and nowhere else.

/// Why a file could not be read or written.
public struct FileError: Error, Sendable, Equatable {
  /// What was found.
  public enum Reason: Sendable, Equatable {
    /// Nothing is there. `similar`: names in the folder that were perhaps meant, the closest first.
    case notFound(similar: [String])
    /// A folder stands where a file is wanted.
    case isFolder
    /// A file stands where a folder is wanted.
    case isNoFolder
    /// A pipe, a device or a socket, which could block or never end: the name of it.
    case isSpecial(String)
    case permissionDenied
    /// The policy does not allow it; the folders that it allows for this, which may be none.
    case refused(allowed: [String], isWriting: Bool)
    /// The program ships nothing of that name.
    case unknownShipped(similar: [String])
    /// A path that no file can have: empty, or with a NUL inside.
    case impossiblePath
    /// More than `limit` bytes or names, from something whose size is not known beforehand.
    case beyondLimit(Int)
    /// The file became another one while it was in use.
    case changed
    /// Anything else that the system says.
    case system(code: Int32, text: String)
  }

  /// The path as it was given.
  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// One sentence that names the file, what was wanted and what was found.
  public var message: String {
    switch reason {
    case .notFound: "there is no file '\(path)'"
    case .isFolder: "'\(path)' is a folder; wanted a file"
    case .isNoFolder: "'\(path)' is a file; wanted a folder"
    case .isSpecial(let kind): "'\(path)' is a \(kind); wanted a file"
    case .permissionDenied: "no permission to use '\(path)'"
    case .refused(_, let isWriting): "\(isWriting ? "writing" : "reading") '\(path)' is not allowed here"
    case .unknownShipped: "the program ships no '\(path)'"
    case .impossiblePath: path.isEmpty ? "the path is empty" : "'\(path)' cannot be a path"
    case .beyondLimit(let limit): "'\(path)' has no stated size and gives more than \(limit)"
    case .changed: "'\(path)' was changed while it was in use"
    case .system(_, let text): "cannot use '\(path)': \(text)"
    }
  }

  /// What to do next, a line each.
  public var advice: [String] {
    switch reason {
    case .notFound(let similar), .unknownShipped(let similar):
      similar.isEmpty ? [] : ["did you mean \(similar.map { "'\($0)'" }.joined(separator: " or "))?"]
    case .isFolder: ["name a file inside it"]
    case .isSpecial: ["copy its contents into a file first"]
    case .permissionDenied: ["look at its rights with: ls -l"]
    case .refused(let allowed, let isWriting):
      allowed.isEmpty
        ? ["nothing may be \(isWriting ? "written" : "read") in this mode"]
        : ["allowed: below \(allowed.map { "'\($0)'" }.joined(separator: ", "))"]
    case .changed: ["run it again when nothing writes to the file any more"]
    case .isNoFolder, .impossiblePath, .beyondLimit, .system: []
    }
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { ([message] + advice).joined(separator: "; ") }
}
