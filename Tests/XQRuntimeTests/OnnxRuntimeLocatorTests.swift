// The places of the library and their order.

import Foundation
import Testing
import XQRuntime

@Suite struct OnnxRuntimeLocatorTests {
  private func places(_ locator: OnnxRuntimeLocator) -> [String] {
    locator.places.map { "\($0.origin): \($0.path)" }
  }

  @Test func looksBesideTheProgramInThePackageAndInTheSystem() throws {
    let package = try TemporaryFolder()
    let programs = package.url.appending(path: ".build/x86_64/release")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    try "".write(to: package.url.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
    let locator = OnnxRuntimeLocator(environment: "", executable: programs.path + "/xqsh")
    #expect(
      places(locator) == [
        "executable: \(programs.path)/libonnxruntime.so",
        "package: \(package.url.path)/.onnxruntime/libonnxruntime.so",
        "system: libonnxruntime.so.1",
        "system: libonnxruntime.so",
      ])
  }

  @Test func trustsNoFolderAboveTheProgramThatIsNoPackage() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: ".onnxruntime"), withIntermediateDirectories: true)
    let locator = OnnxRuntimeLocator(executable: folder.url.path + "/bin/xqsh")
    #expect(locator.places.map(\.origin) == [.executable, .system, .system])
  }

  @Test func aPlaceThatTheUserNamedIsTheOnlyOne() {
    let setting = OnnxRuntimeLocator(setting: "/a/lib.so", environment: "/b/lib.so", executable: "/c/xqsh")
    #expect(places(setting) == ["setting: /a/lib.so"])
    let environment = OnnxRuntimeLocator(environment: "/b/lib.so", executable: "/c/xqsh")
    #expect(places(environment) == ["environment: /b/lib.so"])
  }

  @Test func makesNamesAbsoluteAndFindsTheLibraryInAFolder() throws {
    let folder = FileManager.default.currentDirectoryPath
    #expect(places(OnnxRuntimeLocator(setting: "lib.so")) == ["setting: \(folder)/lib.so"])
    let temporary = try TemporaryFolder()
    #expect(
      places(OnnxRuntimeLocator(setting: temporary.url.path + "/"))
        == ["setting: \(temporary.url.path)/libonnxruntime.so"])
  }

  @Test func knowsTheRunningProgram() throws {
    let program = try #require(OnnxRuntimeLocator.runningProgram)
    #expect(program.hasPrefix("/"))
    #expect(FileManager.default.isExecutableFile(atPath: program))
  }
}
