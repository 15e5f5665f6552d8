namespace Monocoque.Architecture;

/// <summary>The scan is only worth what its reading of the sources is.</summary>
public class CSharpCodeTests
{
    [Theory]
    [InlineData("Task a;", "Task")]
    [InlineData("a; // Task", "")]
    [InlineData("/// <see cref=\"Task\"/>\nThread b;", "Thread")]
    [InlineData("/* Task\n * Thread */ Task c;", "Task")]
    [InlineData("\"Task\"; Thread d;", "Thread")]
    [InlineData("\"\\\"Task\"; Thread d;", "Thread")]
    [InlineData("\"\\\\\"; Task d;", "Task")]
    [InlineData("\"\"; Task d;", "Task")]
    [InlineData("@\"\\\"; Task d;", "Task")]
    [InlineData("@\"a \"\" Task\"; Thread d;", "Thread")]
    [InlineData("'\"'; Task e; '\\''; Thread f;", "Task Thread")]
    [InlineData("$\"Thread {Task.x} Thread\";", "Task")]
    [InlineData("$\"{{Thread}} {a[\"Thread\"]} {(b ? $\"{Task}\" : \"Thread\")}\"; Thread g;", "Task Thread")]
    [InlineData("$@\"\\{Task}\\\"; Thread g;", "Task Thread")]
    [InlineData("\"\"\"\n Task \"quoted\" Thread \n\"\"\"; Thread h;", "Thread")]
    [InlineData("$$\"\"\" {Thread} {{Task}} \"\"\"; Thread i;", "Task Thread")]
    [InlineData("ThreadStatic Tasks ZmqTask;", "")]
    [InlineData("new X { Y = $\"{new Z { Task = 1 }}\" }; Thread j;", "Task Thread")]
    public void Words_are_found_in_code_and_nowhere_else(string source, string words) =>
        Assert.Equal(words, string.Join(' ', CSharpCode.Find(source, new HashSet<string> { "Task", "Thread" }).Select(found => found.Word)));

    [Fact]
    public void Lines_are_counted_through_comments_and_texts() =>
        Assert.Equal([(6, "Task")], CSharpCode.Find("/*\n*/\n\"\"\"\n\n\"\"\"\nTask a;", new HashSet<string> { "Task" }));
}
