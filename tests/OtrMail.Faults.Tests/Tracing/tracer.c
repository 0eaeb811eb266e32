/*
 * Runs a program and stops it at every system call by which it touches files under a folder, its standard streams or a
 * socket. It can list these touches with what they did, kill the program at one of them, let one do half of its work, or
 * make it fail.
 *
 *   tracer FOLDER LOG MODE N ERRNO -- PROGRAM ARGUMENT...
 *
 *   MODE  list   let everything pass
 *         kill   SIGKILL before touch N
 *         half   a write N writes half of its bytes, then SIGKILL
 *         fail   touch N fails with ERRNO
 *         full   from touch N on, whatever needs room on the disk fails with ERRNO
 *
 * LOG gets one line a touch: its number, its name, and the fields that Touch.cs reads; paths are absolute, and bytes
 * are in hexadecimal digits. Linux on x86-64: the tests that need it are skipped elsewhere.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_THREADS 256

enum mode { LIST, KILL, HALF, FAIL, FULL };

struct touch {
    int number;           /* 0: none in hand */
    int is_failed;        /* its error is ours */
    char name[16];
    char path[PATH_MAX];
    char second[PATH_MAX];
    long existed;         /* an open: the file was there */
    unsigned long inode;  /* what a removed name pointed to */
    long long position;
};

struct thread {
    pid_t id;
    int in_call;
    struct touch touch;
};

static struct thread threads[MAX_THREADS];
static const char *folder;
static size_t folder_length;
static FILE *log_file;
static enum mode mode;
static int target, error_number, touches;
static pid_t program;

static struct thread *thread_of(pid_t id)
{
    int i;
    for (i = 0; i < MAX_THREADS; i++)
        if (threads[i].id == id)
            return &threads[i];
    for (i = 0; i < MAX_THREADS; i++)
        if (threads[i].id == 0) {
            memset(&threads[i], 0, sizeof threads[i]);
            threads[i].id = id;
            return &threads[i];
        }
    fprintf(stderr, "tracer: too many threads\n");
    exit(70);
}

static int read_memory(pid_t id, unsigned long address, void *to, size_t length)
{
    struct iovec here = { to, length }, there = { (void *)address, length };
    return process_vm_readv(id, &here, 1, &there, 1, 0) == (ssize_t)length;
}

static void read_text(pid_t id, unsigned long address, char *to, size_t room)
{
    size_t i = 0;
    while (i + 1 < room) {
        if (!read_memory(id, address + i, to + i, 1) || to[i] == 0)
            break;
        i++;
    }
    to[i] = 0;
}

static void link_of(pid_t id, const char *what, long number, char *to)
{
    char link[64];
    ssize_t length;
    if (number < 0)
        snprintf(link, sizeof link, "/proc/%d/%s", id, what);
    else
        snprintf(link, sizeof link, "/proc/%d/%s/%ld", id, what, number);
    length = readlink(link, to, PATH_MAX - 1);
    to[length < 0 ? 0 : length] = 0;
}

/* The absolute path that a call means, links in it not followed. */
static void path_of(pid_t id, int directory, unsigned long address, char *to)
{
    char text[PATH_MAX], base[PATH_MAX];
    char own[64];
    read_text(id, address, text, sizeof text);
    snprintf(own, sizeof own, "/proc/self/");
    if (strncmp(text, own, strlen(own)) == 0) {
        snprintf(to, PATH_MAX, "/proc/%d/%s", id, text + strlen(own));
        return;
    }
    if (text[0] == '/') {
        snprintf(to, PATH_MAX, "%s", text);
        return;
    }
    if (directory == AT_FDCWD)
        link_of(id, "cwd", -1, base);
    else
        link_of(id, "fd", directory, base);
    if (snprintf(to, PATH_MAX, "%s/%s", base, text) >= PATH_MAX)
        to[0] = 0;
}

static int is_inside(const char *path)
{
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || path[folder_length] == 0);
}

static unsigned long inode_at(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 ? status.st_ino : 0;
}

static unsigned long inode_of(pid_t id, long descriptor)
{
    char link[64];
    struct stat status;
    snprintf(link, sizeof link, "/proc/%d/fd/%ld", id, descriptor);
    return stat(link, &status) == 0 ? status.st_ino : 0;
}

static long long position_of(pid_t id, long descriptor)
{
    char name[64], line[256];
    long long position = 0;
    FILE *info;
    snprintf(name, sizeof name, "/proc/%d/fdinfo/%ld", id, descriptor);
    info = fopen(name, "r");
    if (!info)
        return 0;
    while (fgets(line, sizeof line, info))
        if (sscanf(line, "pos: %lld", &position) == 1)
            break;
    fclose(info);
    return position;
}

/* Whether a descriptor leads out of the process: to a file of ours, to a stream that it was given, to a server. */
static int leads_out(pid_t id, long descriptor, char *path)
{
    link_of(id, "fd", descriptor, path);
    return is_inside(path) || descriptor == 1 || descriptor == 2 || strncmp(path, "socket:", 7) == 0;
}

/* Whether bytes go to somebody outside. */
static int leaves(const char *name)
{
    return strcmp(name, "output") == 0 || strcmp(name, "report") == 0 || strcmp(name, "send") == 0;
}

/* Fills in what the call is about; false when it touches nothing. */
static int classify(pid_t id, const struct user_regs_struct *r, struct touch *t)
{
    const char *name;
    memset(t, 0, sizeof *t);
    switch (r->orig_rax) {
    case SYS_write: case SYS_pwrite64: case SYS_writev: case SYS_pwritev: case SYS_sendto: case SYS_sendmsg:
        if (!leads_out(id, (int)r->rdi, t->path))
            return 0;
        name = is_inside(t->path) ? "write" : strncmp(t->path, "socket:", 7) == 0 ? "send" : (int)r->rdi == 2 ? "report" : "output";
        t->inode = inode_of(id, (int)r->rdi);
        t->position = r->orig_rax == SYS_pwrite64 || r->orig_rax == SYS_pwritev ? (long long)r->r10 : position_of(id, (int)r->rdi);
        break;
    case SYS_fsync: case SYS_fdatasync:
        if (!leads_out(id, (int)r->rdi, t->path))
            return 0;
        t->inode = inode_of(id, (int)r->rdi);
        name = "sync";
        break;
    case SYS_ftruncate:
        if (!leads_out(id, (int)r->rdi, t->path))
            return 0;
        t->inode = inode_of(id, (int)r->rdi);
        t->position = (long long)r->rsi;
        name = "size";
        break;
    case SYS_fallocate:
        if (!leads_out(id, (int)r->rdi, t->path))
            return 0;
        name = "allocate";
        break;
    case SYS_fchmod:
        if (!leads_out(id, (int)r->rdi, t->path))
            return 0;
        name = "mode";
        break;
    case SYS_open: case SYS_creat: case SYS_openat: {
        long flags = r->orig_rax == SYS_open ? (long)r->rsi : r->orig_rax == SYS_creat ? O_CREAT | O_TRUNC : (long)r->rdx;
        if (r->orig_rax == SYS_openat)
            path_of(id, (int)r->rdi, r->rsi, t->path);
        else
            path_of(id, AT_FDCWD, r->rdi, t->path);
        if (!is_inside(t->path))
            return 0;
        if ((flags & O_TMPFILE) == O_TMPFILE) {
            name = "unnamed";
            break;
        }
        t->existed = access(t->path, F_OK) == 0;
        if (!(flags & O_TRUNC) && (!(flags & O_CREAT) || t->existed))
            return 0;
        if (t->existed && (flags & O_EXCL))
            return 0;
        name = t->existed ? "truncate" : "create";
        break;
    }
    case SYS_rename: path_of(id, AT_FDCWD, r->rdi, t->path); path_of(id, AT_FDCWD, r->rsi, t->second); name = "rename"; break;
    case SYS_renameat: case SYS_renameat2:
        path_of(id, (int)r->rdi, r->rsi, t->path); path_of(id, (int)r->rdx, r->r10, t->second); name = "rename"; break;
    case SYS_link: path_of(id, AT_FDCWD, r->rdi, t->path); path_of(id, AT_FDCWD, r->rsi, t->second); name = "link"; break;
    case SYS_linkat: path_of(id, (int)r->rdi, r->rsi, t->path); path_of(id, (int)r->rdx, r->r10, t->second); name = "link"; break;
    case SYS_symlink: path_of(id, AT_FDCWD, r->rsi, t->path); name = "symlink"; break;
    case SYS_symlinkat: path_of(id, (int)r->rsi, r->rdx, t->path); name = "symlink"; break;
    case SYS_unlink: case SYS_rmdir: path_of(id, AT_FDCWD, r->rdi, t->path); name = "unlink"; break;
    case SYS_unlinkat: path_of(id, (int)r->rdi, r->rsi, t->path); name = "unlink"; break;
    case SYS_mkdir: path_of(id, AT_FDCWD, r->rdi, t->path); name = "mkdir"; break;
    case SYS_mkdirat: path_of(id, (int)r->rdi, r->rsi, t->path); name = "mkdir"; break;
    case SYS_truncate: path_of(id, AT_FDCWD, r->rdi, t->path); t->inode = inode_at(t->path); t->position = (long long)r->rsi; name = "size"; break;
    case SYS_chmod: path_of(id, AT_FDCWD, r->rdi, t->path); name = "mode"; break;
    case SYS_fchmodat: path_of(id, (int)r->rdi, r->rsi, t->path); name = "mode"; break;
    case SYS_utimensat:
        if (r->rsi == 0)
            link_of(id, "fd", (int)r->rdi, t->path);
        else
            path_of(id, (int)r->rdi, r->rsi, t->path);
        name = "time";
        break;
    case SYS_mmap:
        if (!((int)r->rdx & PROT_WRITE) || !((int)r->r10 & MAP_SHARED) || (int)r->r8 < 0)
            return 0;
        link_of(id, "fd", (int)r->r8, t->path);
        name = "map";
        break;
    default:
        return 0;
    }
    if (t->inode == 0)
        t->inode = inode_at(t->path);
    if (strcmp(name, "link") == 0) {
        struct stat status;
        t->inode = stat(t->path, &status) == 0 ? status.st_ino : 0;
        if (!is_inside(t->second))
            return 0;
    } else if (!leaves(name) && !is_inside(t->path)) {
        return 0;
    }
    snprintf(t->name, sizeof t->name, "%s", name);
    return 1;
}

static void print_bytes(pid_t id, const struct user_regs_struct *r, long length)
{
    unsigned char buffer[4096];
    unsigned long base = r->rsi;
    struct iovec parts[64];
    int count = 1, i;
    if (r->orig_rax == SYS_writev || r->orig_rax == SYS_pwritev) {
        count = (int)r->rdx > 64 ? 64 : (int)r->rdx;
        if (!read_memory(id, r->rsi, parts, sizeof parts[0] * (size_t)count))
            return;
    } else {
        parts[0].iov_base = (void *)base;
        parts[0].iov_len = (size_t)length;
    }
    for (i = 0; i < count && length > 0; i++) {
        size_t at = 0;
        while (at < parts[i].iov_len && length > 0) {
            size_t step = parts[i].iov_len - at, j;
            if (step > sizeof buffer)
                step = sizeof buffer;
            if ((long)step > length)
                step = (size_t)length;
            if (!read_memory(id, (unsigned long)parts[i].iov_base + at, buffer, step))
                return;
            for (j = 0; j < step; j++)
                fprintf(log_file, "%02x", buffer[j]);
            at += step;
            length -= (long)step;
        }
    }
}

static void tell(pid_t id, const struct user_regs_struct *r, struct touch *t)
{
    long result = (long)r->rax;
    unsigned long inode = t->inode;
    if (strcmp(t->name, "create") == 0 || strcmp(t->name, "unnamed") == 0)
        inode = result >= 0 ? inode_of(id, result) : 0;
    if (strcmp(t->name, "mkdir") == 0)
        inode = inode_at(t->path);
    fprintf(log_file, "%d\t%s\t%ld\t%lu\t%lld\t%s\t%s\t", t->number, t->name, result, inode, t->position, t->path, t->second);
    if ((strcmp(t->name, "write") == 0 || leaves(t->name)) && r->orig_rax != SYS_sendmsg && result > 0)
        print_bytes(id, r, result);
    fputc('\n', log_file);
}

static int needs_room(const struct touch *t)
{
    return is_inside(t->path) && (strcmp(t->name, "write") == 0 || strcmp(t->name, "create") == 0 || strcmp(t->name, "unnamed") == 0
        || strcmp(t->name, "mkdir") == 0 || strcmp(t->name, "allocate") == 0 || strcmp(t->name, "link") == 0);
}

static void die(void)
{
    int status;
    kill(program, SIGKILL);
    while (waitpid(-1, &status, __WALL) > 0 || errno == EINTR)
        ;
    fprintf(log_file, "killed\n");
    fclose(log_file);
    exit(137);
}

/* Before the call. */
static void enter(struct thread *thread)
{
    struct user_regs_struct r;
    struct touch *t = &thread->touch;
    if (ptrace(PTRACE_GETREGS, thread->id, 0, &r) != 0)
        return;
    if (!classify(thread->id, &r, t))
        return;
    t->number = ++touches;
    if (mode == KILL && t->number == target)
        die();
    if (mode == HALF && t->number == target && (r.orig_rax == SYS_write || r.orig_rax == SYS_pwrite64)) {
        r.rdx /= 2;
        ptrace(PTRACE_SETREGS, thread->id, 0, &r);
    }
    t->is_failed = (mode == FAIL && t->number == target) || (mode == FULL && t->number >= target && needs_room(t));
    if (t->is_failed) {
        r.orig_rax = (unsigned long long)-1; /* no call at all */
        ptrace(PTRACE_SETREGS, thread->id, 0, &r);
    }
}

/* After the call. */
static void leave(struct thread *thread)
{
    struct user_regs_struct r;
    struct touch *t = &thread->touch;
    if (t->number == 0 || ptrace(PTRACE_GETREGS, thread->id, 0, &r) != 0)
        return;
    if (t->is_failed) {
        r.rax = (unsigned long long)(long long)-error_number;
        ptrace(PTRACE_SETREGS, thread->id, 0, &r);
    }
    tell(thread->id, &r, t);
    if (mode == HALF && t->number == target)
        die();
    t->number = 0;
}

static int list_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)kind;
    (void)walk;
    fprintf(log_file, "0\tthere\t0\t%lu\t0\t%s\t\t\n", (unsigned long)status->st_ino, path);
    return 0;
}

static int watch(void)
{
    int status, answer = 70;
    for (;;) {
        int signal = 0;
        pid_t id = waitpid(-1, &status, __WALL);
        if (id < 0)
            break;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (id == program)
                answer = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            thread_of(id)->id = 0;
            continue;
        }
        if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
            struct thread *thread = thread_of(id);
            thread->in_call = !thread->in_call;
            if (thread->in_call)
                enter(thread);
            else
                leave(thread);
        } else if (status >> 16 != 0) {
            ; /* a thread begins, or the program does */
        } else if (WSTOPSIG(status) != SIGSTOP) {
            signal = WSTOPSIG(status);
        }
        ptrace(PTRACE_SYSCALL, id, 0, signal);
    }
    return answer;
}

int main(int count, char **arguments)
{
    int status;
    if (count < 8 || strcmp(arguments[6], "--") != 0) {
        fprintf(stderr, "tracer FOLDER LOG list|kill|half|fail|full N ERRNO -- PROGRAM ARGUMENT...\n");
        return 64;
    }
    folder = arguments[1];
    folder_length = strlen(folder);
    log_file = fopen(arguments[2], "we");
    if (!log_file) {
        perror(arguments[2]);
        return 73;
    }
    mode = strcmp(arguments[3], "kill") == 0 ? KILL : strcmp(arguments[3], "half") == 0 ? HALF
        : strcmp(arguments[3], "fail") == 0 ? FAIL : strcmp(arguments[3], "full") == 0 ? FULL : LIST;
    target = atoi(arguments[4]);
    error_number = atoi(arguments[5]);
    if (mode == LIST)
        nftw(folder, list_one, 16, FTW_PHYS);
    program = fork();
    if (program == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(arguments[7], arguments + 7);
        _exit(127);
    }
    waitpid(program, &status, 0);
    ptrace(PTRACE_SETOPTIONS, program, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    ptrace(PTRACE_SYSCALL, program, 0, 0);
    status = watch();
    fclose(log_file);
    return status;
}
