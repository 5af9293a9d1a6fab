// Where the program keeps how far its user is in the lessons.

import XQConsole

enum Lessons {
  /// Beside the history of typed lines; as long as the session lives where the user has no such folder.
  static var progress: any LessonProgressStore {
    guard let folder = UserFolders.state, UserFolders.make(folder) else { return LessonProgressInMemory() }
    return LessonProgressFile(path: folder + "/lessons.json")
  }
}
