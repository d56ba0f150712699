{#
    Buckets of keys (bucket_of) in which the rows of the table are not those of `marks`, by the exclusive
    or of their numbers (_version_mark of `marks`, `built_mark` of the table). A number for each bucket is
    compared far more cheaply than one for each row, and only the rows of these buckets need be compared
    by themselves then. No two rows of `marks` may have the same number: the two would be as none.
#}
{% macro changed_buckets(marks, key, built_mark='_version_mark') -%}
select coalesce(marked.bucket, built.bucket) as bucket
from (
    select
        {{ bucket_of(key) }} as bucket,
        {{ united_hash('_version_mark') }} as bucket_mark
    from {{ marks }}
    group by {{ bucket_of(key) }}
) as marked
full outer join (
    select
        {{ bucket_of(key) }} as bucket,
        {{ united_hash(built_mark) }} as bucket_mark
    from {{ this }}
    group by {{ bucket_of(key) }}
) as built
    on marked.bucket = built.bucket
where marked.bucket_mark is distinct from built.bucket_mark
{%- endmacro %}

{# The bucket of a key that is a number without order: few keys in each, but far fewer buckets than keys. #}
{% macro bucket_of(key) -%}
    {{ key }} % 65536
{%- endmacro %}
