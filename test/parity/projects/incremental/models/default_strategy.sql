select id, name from raw.events where batch <= {{ var('batch') }}
{% if is_incremental() %} and batch > (select coalesce(max(id), 0) - 3 from {{ this }}) {% endif %}
