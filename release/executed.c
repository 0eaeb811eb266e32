// executed FUNCTIONS OUT PROGRAM [ARGUMENT…]
// Runs a program and adds to OUT the name of each function that it executes, once for each. FUNCTIONS has a line for each function of the
// program: its address (hexadecimal, as it is in memory) and its name. x86-64 Linux: each function begins with a breakpoint until it is hit.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct function {
    unsigned long address;
    char *name;
    unsigned char first; // the byte that the breakpoint replaces
    int is_hit;
};

static struct function *functions;
static size_t count;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int by_address(const void *a, const void *b) {
    unsigned long one = ((const struct function *)a)->address, other = ((const struct function *)b)->address;
    return one < other ? -1 : one > other;
}

static void read_functions(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file)
        fail(path);
    char *line = NULL;
    size_t room = 0, space = 0;
    while (getline(&line, &room, file) > 0) {
        char *name = strchr(line, ' ');
        if (!name)
            continue;
        name[strcspn(name, "\n")] = 0;
        if (count == space && !(functions = realloc(functions, (space = 2 * space + 1024) * sizeof *functions)))
            fail("memory");
        functions[count++] = (struct function){strtoul(line, NULL, 16), strdup(name + 1), 0, 0};
    }
    fclose(file);
    qsort(functions, count, sizeof *functions, by_address);
    size_t kept = 0; // of names for one address, one
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || functions[kept - 1].address != functions[i].address)
            functions[kept++] = functions[i];
    count = kept;
}

static void put(int memory, unsigned long address, unsigned char byte) {
    if (pwrite(memory, &byte, 1, (off_t)address) != 1)
        fail("the program's memory");
}

static void hit(int memory, pid_t thread) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, NULL, &registers))
        return;
    struct function wanted = {registers.rip - 1, NULL, 0, 0};
    struct function *found = bsearch(&wanted, functions, count, sizeof *functions, by_address);
    if (!found)
        return;
    if (!found->is_hit)
        put(memory, found->address, found->first);
    found->is_hit = 1;
    registers.rip--;
    ptrace(PTRACE_SETREGS, thread, NULL, &registers);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: executed FUNCTIONS OUT PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    read_functions(argv[1]);
    pid_t program = fork();
    if (program == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(argv[3], argv + 3);
        _exit(127);
    }
    int status;
    if (waitpid(program, &status, 0) < 0 || !WIFSTOPPED(status))
        fail(argv[3]);
    ptrace(PTRACE_SETOPTIONS, program, NULL, (void *)(PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", program);
    int memory = open(path, O_RDWR);
    if (memory < 0)
        fail(path);
    for (size_t i = 0; i < count; i++) {
        if (pread(memory, &functions[i].first, 1, (off_t)functions[i].address) != 1)
            fail(functions[i].name);
        put(memory, functions[i].address, 0xcc);
    }
    ptrace(PTRACE_CONT, program, NULL, NULL);
    int ended = 1;
    pid_t thread;
    while ((thread = waitpid(-1, &status, __WALL)) > 0) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (thread == program)
                ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int signal = WSTOPSIG(status);
        if (signal == SIGTRAP || (signal == SIGSTOP && thread != program)) {
            if (signal == SIGTRAP && status >> 16 == 0)
                hit(memory, thread);
            signal = 0;
        }
        ptrace(PTRACE_CONT, thread, NULL, (void *)(long)signal);
    }
    FILE *out = fopen(argv[2], "a");
    if (!out)
        fail(argv[2]);
    for (size_t i = 0; i < count; i++)
        if (functions[i].is_hit)
            fprintf(out, "%s\n", functions[i].name);
    fclose(out);
    return ended;
}
