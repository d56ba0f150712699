select 1 as id, '{{ var("color") }}' as color, {{ var('size') }} as size, '{{ var("only_here") }}' as only_here, {{ same_name() }} as which, '{{ project_name }}' as project
