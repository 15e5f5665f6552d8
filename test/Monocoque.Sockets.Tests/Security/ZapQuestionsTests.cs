using Monocoque.Security;

namespace Monocoque.Sockets.Tests.Security;

/// <summary>To which question an answer is, and whom an answer to none is a fault of.</summary>
public sealed class ZapQuestionsTests
{
    private static readonly ZapReplyException s_fault = new(ZmqProtocolError.ZapBadRequestId, "wrong");

    private readonly ZapQuestions _questions = new();

    [Fact]
    public void Answer_goes_to_its_question_and_not_twice()
    {
        var (one, other) = (_questions.Ask(), _questions.Ask());
        Assert.True(Answer(other));
        Assert.False(Answer(other));
        Assert.False(one.Answer.IsCompleted);
        Assert.True(Answer(one));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Number_was_given_or_not(long number, bool expected)
    {
        Answer(_questions.Ask());
        _questions.Ask();
        Assert.Equal(expected, _questions.WasGiven(number));
    }

    [Fact]
    public void Stray_is_the_fault_of_the_only_question()
    {
        var question = _questions.Ask();
        _questions.AddStray(s_fault);
        Assert.Same(s_fault, question.Answer.Exception!.InnerException);
        AssertOpen(_questions.Ask());
    }

    [Fact]
    public void Stray_to_nobody_is_not_held_against_who_asks_next()
    {
        _questions.AddStray(s_fault);
        AssertOpen(_questions.Ask());
    }

    [Fact]
    public void Stray_among_several_waits_until_it_is_certain_whose_it_is()
    {
        var (one, two, three) = (_questions.Ask(), _questions.Ask(), _questions.Ask());
        _questions.AddStray(s_fault);
        AssertOpen(one, two, three);
        Answer(one);
        AssertOpen(two, three);
        Answer(three);
        Assert.True(two.Answer.IsFaulted);
        Assert.True(three.Answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void As_many_strays_as_questions_are_the_fault_of_all()
    {
        var (one, two) = (_questions.Ask(), _questions.Ask());
        _questions.AddStray(s_fault);
        _questions.AddStray(s_fault);
        Assert.True(one.Answer.IsFaulted);
        Assert.True(two.Answer.IsFaulted);
    }

    [Fact]
    public void Stray_may_be_meant_for_who_has_gone()
    {
        var gone = _questions.Ask();
        _questions.GiveUp(gone);
        var waits = _questions.Ask();
        _questions.AddStray(s_fault);
        AssertOpen(waits);
        Assert.True(Answer(waits));
    }

    [Fact]
    public void Late_answer_is_dropped_and_ends_its_question()
    {
        var gone = _questions.Ask();
        _questions.GiveUp(gone);
        Assert.False(Answer(gone));
        var waits = _questions.Ask();
        _questions.AddStray(s_fault);
        Assert.True(waits.Answer.IsFaulted);
    }

    [Fact]
    public void Question_that_was_passed_over_is_no_longer_open()
    {
        _questions.GiveUp(_questions.Ask());
        Answer(_questions.Ask());
        var waits = _questions.Ask();
        _questions.AddStray(s_fault);
        Assert.True(waits.Answer.IsFaulted);
    }

    [Fact]
    public void Question_that_was_not_sent_is_nobodys()
    {
        var (waits, unsent) = (_questions.Ask(), _questions.Ask());
        _questions.AddStray(s_fault);
        AssertOpen(waits);
        _questions.Withdraw(unsent);
        Assert.True(waits.Answer.IsFaulted);
    }

    [Fact]
    public void No_more_questions_are_remembered_than_so_many()
    {
        for (var i = 0; i < ZapQuestions.MostGivenUp + 100; i++)
            _questions.GiveUp(_questions.Ask());
        var waits = _questions.Ask();
        for (var i = 0; i < ZapQuestions.MostGivenUp; i++)
            _questions.AddStray(s_fault);
        AssertOpen(waits);
        _questions.AddStray(s_fault);
        Assert.True(waits.Answer.IsFaulted);
    }

    private static void AssertOpen(params ZapOpenQuestion[] questions) => Assert.All(questions, static question => Assert.False(question.Answer.IsCompleted));

    private bool Answer(ZapOpenQuestion question) => _questions.TryAnswer(question.Number, ZmqMessage.Text("answer"));
}
